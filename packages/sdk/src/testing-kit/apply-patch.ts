import type { CompressionLevel } from "../block.ts";
import type { PatchItem } from "../plugin/patch.ts";
import { block, type TestBlock } from "./test-block.ts";

/** A session as tests model it: blocks, and what a plugin has brought about. Blocks keep the client's own text, as in the real one. */
export interface Applied {
  readonly blocks: readonly TestBlock[];
  /** What is sent instead of a block's text, by number; null: it is taken out. */
  readonly sent: ReadonlyMap<number, string | null>;
  /** Once for all: notes, redacted values, keys of what was inserted or staged, each with what it says. */
  readonly done: ReadonlySet<string>;
}

/** Nothing applied yet. */
export const untouched = (blocks: readonly TestBlock[]): Applied => ({ blocks, sent: new Map(), done: new Set() });

/** Shares of a text's tokens that levels leave, about; the engine's own depend on the text. */
const shares: Readonly<Record<CompressionLevel, number>> = {
  original: 1,
  trimmed: 0.5,
  summarized: 0.2,
  minimal: 0.05,
};

/** The session after a patch. What changes nothing leaves it as it is: `changesOf` of it is empty. */
export function applyPatch(before: Applied, patch: readonly PatchItem[]): Applied {
  const blocks = before.blocks.slice();
  const sent = new Map(before.sent);
  const done = new Set(before.done);
  const change = (n: number, fields: Partial<TestBlock>): void => {
    const place = blocks.findIndex((each) => each.n === n);
    if (place >= 0) blocks[place] = { ...blocks[place]!, ...fields };
  };
  for (const item of changesOf(before, patch)) {
    const key = keyOf(item);
    if (key !== undefined) done.add(key);
    switch (item.op) {
      case "zone":
        change(item.block, { zone: item.zone });
        break;
      case "pin":
        change(item.block, { pinned: item.pinned });
        break;
      case "level": {
        const original = blocks.find(({ n }) => n === item.block)?.originalTokens ?? 0;
        sent.delete(item.block);
        change(item.block, { level: item.level, tokens: Math.ceil(original * shares[item.level]) });
        break;
      }
      case "content":
        sent.set(item.block, item.text);
        change(item.block, { tokens: Math.ceil(item.text.length / 4) });
        break;
      case "remove":
        // A placeholder stays, because calls and results must pair.
        sent.set(item.block, null);
        change(item.block, { tokens: Math.min(15, blocks.find(({ n }) => n === item.block)?.tokens ?? 0) });
        break;
      case "insert": {
        const at = typeof item.behind === "number" ? blocks.findIndex(({ n }) => n === item.behind) : -1;
        const n = Math.max(0, ...blocks.map((each) => each.n)) + 1;
        blocks.splice(at < 0 ? blocks.length : at + 1, 0, block({ n, text: item.text, origin: "plugin:tried" }));
        break;
      }
    }
  }
  return { blocks, sent, done };
}

/** Items that would make a difference. Events and the request's own fields are of one request: they are never left over. */
export function changesOf({ blocks, sent, done }: Applied, patch: readonly PatchItem[]): PatchItem[] {
  const byNumber = new Map(blocks.map((each) => [each.n, each]));
  return patch.filter((item) => {
    const key = keyOf(item);
    if (key !== undefined) return !done.has(key);
    const at = "block" in item && item.block !== null ? byNumber.get(item.block) : undefined;
    switch (item.op) {
      case "zone":
        return at?.zone !== item.zone;
      case "pin":
        return at?.pinned !== item.pinned;
      case "level":
        return at?.level !== item.level || sent.has(item.block);
      case "content":
        return sent.get(item.block) !== item.text;
      case "remove":
        return sent.get(item.block) !== null;
      default:
        return false;
    }
  });
}

/** What is done once and stays done. */
function keyOf(item: PatchItem): string | undefined {
  switch (item.op) {
    case "insert":
      return `insert ${item.key}`;
    case "stage":
      return `stage ${item.key} ${item.text}`;
    case "note":
      return `note ${item.block} ${item.text}`;
    case "redact":
      return `redact ${item.text}`;
    default:
      return undefined;
  }
}
