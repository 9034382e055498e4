import type { StageBlock, StageContext } from "../stage.ts";

/** A block as stages see it; what is not given is ordinary: a client's editable tool result in the middle. */
export function stageBlock(given: Partial<StageBlock> & { readonly n: number }): StageBlock {
  const text = given.text ?? `text of block ${given.n}`;
  const originalTokens = given.originalTokens ?? given.tokens ?? 100;
  return {
    role: "tool_result",
    kind: given.role ?? "tool_result",
    toolName: undefined,
    toolId: undefined,
    filePaths: [],
    isError: false,
    editable: true,
    text,
    hash: `hash-${text}`,
    tokens: originalTokens,
    originalTokens,
    level: "original",
    sent: text,
    isPending: false,
    zone: "middle",
    pinned: null,
    origin: "client",
    age: 0,
    position: given.n - 1,
    isFree: false,
    ...given,
  };
}

/** A context; one token is four characters. */
export const stageContext = (given: Partial<StageContext> = {}): StageContext => ({
  session: 1,
  lane: 1,
  dialect: "anthropic",
  model: "m",
  turn: 1,
  now: 0,
  tokens: 1_000,
  limit: null,
  cold: false,
  countTokens: (text) => Math.ceil(text.length / 4),
  ...given,
});
