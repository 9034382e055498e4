import { parentPort } from "node:worker_threads";

/** What somebody would write first: a thread without a sandbox, the whole of the metadata cloned with every call, a patch back. */
interface Call {
  readonly id: number;
  readonly stage: "metadata" | "primitives" | "each" | "loop";
  readonly blocks: readonly { n: number; role: string; zone: string; level: string; tokens: number; text: string }[];
}

const texts = new Map<number, string>();

parentPort!.on("message", ({ id, stage, blocks }: Call) => {
  for (const { n, text } of blocks) if (text !== "") texts.set(n, text);
  parentPort!.postMessage({ id, patch: stage === "metadata" ? trimmed(blocks) : counted(blocks) });
});

const trimmed = (blocks: Call["blocks"]): object[] =>
  blocks
    .filter(
      ({ role, zone, level, tokens }) =>
        role === "tool_result" && zone !== "recency" && level === "original" && tokens >= 500,
    )
    .map(({ n }) => ({ op: "level", block: n, level: "trimmed", reason: "a long tool result" }));

function counted(blocks: Call["blocks"]): object[] {
  let found = 0;
  for (const { n } of blocks) if (/\bTODO\b/.test(texts.get(n) ?? "")) found++;
  return found < 0 ? [{}] : [];
}
