import type { Change } from "@aperture/sdk";

/** How many changes wait, and how many the next request carries anyway. */
export function countWaiting({ changes, next }: { changes: readonly Pick<Change, "id">[]; next: readonly string[] }): {
  waits: number;
  next: number;
} {
  const going = new Set(next);
  const count = changes.filter(({ id }) => going.has(id)).length;
  return { waits: changes.length - count, next: count };
}
