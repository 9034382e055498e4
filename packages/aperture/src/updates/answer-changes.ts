import type { Patch, PatchItem } from "@aperture/sdk";

/** Of two answers to the same request: what the second changes otherwise than the first, one line each. Reasons and what is only told do not count. */
export function answerChanges(before: Patch, after: Patch): string[] {
  const [old, fresh] = [wishesOf(before), wishesOf(after)];
  return [
    ...[...fresh].filter(([key]) => !old.has(key)).map(([, item]) => `it wants ${inWords(item)}`),
    ...[...old].filter(([key]) => !fresh.has(key)).map(([, item]) => `it no longer wants ${inWords(item)}`),
  ];
}

const told: ReadonlySet<PatchItem["op"]> = new Set(["note", "emit"]);

const wishesOf = (patch: Patch): Map<string, PatchItem> =>
  new Map(patch.filter(({ op }) => !told.has(op)).map((item) => [keyOf(item), item]));

/** What it does, whatever it says of it. Fields in one order: two runtimes need not agree on it. */
function keyOf(item: PatchItem): string {
  const fields = Object.entries(item).filter(([name]) => name !== "reason");
  return JSON.stringify(fields.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function inWords(item: PatchItem): string {
  const block = "block" in item && item.block !== null ? ` of block-${item.block}` : "";
  const level = item.op === "level" ? ` ${item.level}` : "";
  return `${item.op}${level}${block}`;
}
