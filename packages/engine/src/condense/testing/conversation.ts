import type { StageBlock, StageContext } from "../../stage/stage.ts";

export interface Call {
  readonly tool: string;
  /** Arguments of the call. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: string;
  readonly tokens?: number;
  readonly isError?: boolean;
}

/** Blocks of a conversation in which an agent made these calls, one a turn; the newest result is free and new. */
export function conversation(calls: readonly Call[], changes: Partial<StageBlock> = {}): StageBlock[] {
  const blocks: StageBlock[] = [made({ n: 1, role: "user", kind: "text", text: "do it" }, 0, calls.length)];
  for (const [index, { tool, input, result, tokens, isError }] of calls.entries()) {
    const path = input.file_path;
    const shared = { toolName: tool, toolId: `call-${index}`, filePaths: typeof path === "string" ? [path] : [] };
    const n = 2 + index * 2;
    const age = calls.length - 1 - index;
    blocks.push(
      made({ ...shared, n, role: "tool_use", kind: "tool_use", text: JSON.stringify(input) }, n - 1, age),
      made(
        {
          ...shared,
          n: n + 1,
          role: "tool_result",
          kind: "tool_result",
          text: result,
          isError: isError ?? false,
          ...(tokens === undefined ? {} : { originalTokens: tokens }),
          isFree: age === 0,
          ...changes,
        },
        n,
        age,
      ),
    );
  }
  return blocks;
}

function made(
  facts: Partial<StageBlock> & Pick<StageBlock, "n" | "role" | "kind" | "text">,
  position: number,
  age: number,
) {
  const originalTokens = facts.originalTokens ?? Math.ceil(facts.text.length / 4);
  return {
    toolName: undefined,
    toolId: undefined,
    filePaths: [],
    isError: false,
    editable: true,
    hash: `${facts.text.length} ${facts.text.slice(0, 12)}`,
    tokens: originalTokens,
    originalTokens,
    level: "original",
    sent: facts.text,
    isPending: false,
    zone: "middle",
    pinned: null,
    origin: "client",
    age,
    position,
    isFree: false,
    ...facts,
  } satisfies StageBlock;
}

export const context: StageContext = {
  session: 1,
  lane: 1,
  dialect: "anthropic",
  model: "a-model",
  turn: 10,
  now: 0,
  tokens: 10_000,
  limit: null,
  cold: false,
  countTokens: (text) => Math.ceil(text.length / 4),
};

/** A file as a read tool prints it. */
export const fileRead = (first: number, last: number): string =>
  Array.from(
    { length: last - first + 1 },
    (_, index) => `${String(first + index).padStart(6)}→line ${first + index}`,
  ).join("\n");
