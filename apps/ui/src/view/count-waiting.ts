import type { Change } from "@aperture/sdk";

/** How many changes wait, and how many go with the next request: they are forced, or nothing cached lies behind them. */
export function countWaiting(changes: readonly Pick<Change, "forced" | "price">[]): { waits: number; next: number } {
  const next = changes.filter(({ forced, price }) => forced || price?.rewrittenTokens === 0).length;
  return { waits: changes.length - next, next };
}
