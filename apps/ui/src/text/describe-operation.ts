import type { Operation } from "@aperture/sdk";

/** What was done, in a few words: `compress to minimal: block-3 and 4 more`. */
export function describeOperation({ kind, input, blocks }: Operation): string {
  const detail = [input.level, input.pinned, input.zone, input.operation].find((value) => typeof value === "string");
  const what =
    detail === undefined ? kind : `${kind} ${kind === "undo" ? "" : "to "}${String(detail)}`.replace("  ", " ");
  if (blocks.length === 0) return what;
  const [first] = blocks;
  return `${what}: ${first}${blocks.length > 1 ? ` and ${blocks.length - 1} more` : ""}`;
}
