import type { KnownPart } from "./state.ts";

/** Shorter conversations are not compacted: what is new in them is most of them. */
const SHORTEST = 6;

export interface Compaction {
  /** Blocks of the conversation that left, and that stayed. */
  readonly removed: number;
  readonly kept: number;
}

/**
 * Whether a client shortened its conversation: at least half of what its last request said is gone, and something else stands in its place.
 * Null for one that goes back to an earlier point (a rewind, a fork): that only loses its end. Instructions and tools are not counted:
 * they stay the same through all of it.
 */
export function compactionOf(before: readonly KnownPart[], after: readonly KnownPart[]): Compaction | null {
  const said = before.filter(isConversation);
  if (said.length < SHORTEST) return null;
  const now = after.filter(isConversation);
  const left = new Set(now.map(({ n }) => n));
  const kept = said.filter(({ n }) => left.has(n)).length;
  const removed = said.length - kept;
  if (removed * 2 < said.length) return null;
  const isBeginning = kept > 0 && said.slice(0, kept).every(({ n }) => left.has(n));
  const hasNew = now.some(({ n }) => !said.some((part) => part.n === n));
  return isBeginning || !hasNew ? null : { removed, kept };
}

/** Keys begin with the role; a tool that is offered says that it is one (`other#tool:Read`). */
const isConversation = ({ key }: KnownPart): boolean => !key.startsWith("system") && !key.startsWith("other#tool:");
