import type { Decisions } from "./decisions.ts";

/**
 * Block numbers in prompt order with the texts that were inserted: behind their anchors in the order in which they were made,
 * those of the system prompt at its end (`systemEnd`: how many blocks there are up to it). One whose anchor is gone has no place.
 */
export function withInserts(
  numbers: readonly number[],
  decisions: ReadonlyMap<number, Decisions>,
  systemEnd: number,
): number[] {
  const behind = new Map<number | null, number[]>();
  for (const [block, { inForce, pending }] of decisions) {
    const change = inForce ?? pending;
    if (change?.kind !== "insert") continue;
    const others = behind.get(change.anchor);
    if (others) others.push(block);
    else behind.set(change.anchor, [block]);
  }
  if (behind.size === 0) return [...numbers];
  const inOrder = (anchor: number | null): number[] => (behind.get(anchor) ?? []).toSorted((a, b) => a - b);
  return numbers.flatMap((n, index) => [
    ...(index === 0 && systemEnd === 0 ? inOrder(null) : []),
    n,
    ...inOrder(n),
    ...(index + 1 === systemEnd ? inOrder(null) : []),
  ]);
}
