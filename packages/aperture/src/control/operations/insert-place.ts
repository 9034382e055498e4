import type { BlockRecord } from "../../store/records.ts";
import { idOf } from "../look-up/ids.ts";
import type { LaneSnapshot } from "../look-up/lane-snapshot.ts";

const isInput = (role: string): boolean => role === "user" || role === "tool_result" || role === "image";

/** The last thing that was said to the model; undefined before there is any. */
export const newestInput = ({ places, turn }: LaneSnapshot): number | undefined =>
  turn.blocks.findLast((n) => isInput(places.get(n)?.role ?? ""));

/**
 * Where a text can stand that shall come behind this block, as an anchor (null: at the end of the system prompt), or why
 * nowhere. Behind what the model said there is no place for words of the user's: wires want calls followed by their results,
 * and all results of one answer together, so it goes behind the last of a run of results.
 */
export function anchorAt(lane: LaneSnapshot, block: BlockRecord): { anchor: number | null } | { reason: string } {
  const { inForce, pending } = lane.decisions.get(block.n) ?? {};
  const insert = inForce ?? pending;
  // Several behind the same block keep their order: behind one of ours is behind what it stands behind.
  if (block.origin !== "client" && insert?.kind === "insert") return { anchor: insert.anchor };
  if (block.role === "system") return { anchor: null };
  const order = [...lane.places];
  const at = order.findIndex(([n]) => n === block.n);
  if (!isInput(block.role)) {
    const next = order.slice(at + 1).find(([, { role }]) => isInput(role));
    const hint = next
      ? `behind ${idOf("block", next[0])} there is a place`
      : "behind the next input there will be a place";
    return { reason: `nothing can stand behind what the model said, nor between tools; ${hint}` };
  }
  let last = block.n;
  for (const [n, { role }] of order.slice(at + 1)) {
    if (role !== "tool_result" && role !== "image") break;
    last = n;
  }
  return { anchor: block.role === "user" ? block.n : last };
}
