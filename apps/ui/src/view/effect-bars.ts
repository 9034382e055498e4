import type { ReplayTotals } from "@aperture/sdk";

/** One side as it is printed: its width is tokens, the density of its dots what a token of it is billed as. */
export interface EffectBar {
  /** Percent of the wider one. */
  readonly width: number;
  /** Radius of a dot in px, for cells of 6 px. */
  readonly dot: number;
}

/** A token billed in full covers this share of the paper. */
const fullInk = 0.8;
const cell = 6;

/** Two prints that can be held against each other: width × density is the bill. */
export function effectBars(before: ReplayTotals, after: ReplayTotals): readonly [before: EffectBar, after: EffectBar] {
  const most = Math.max(before.promptTokens, after.promptTokens, 1);
  const bar = ({ promptTokens, bill }: ReplayTotals): EffectBar => ({
    width: (Math.max(0, promptTokens) / most) * 100,
    dot: radius(promptTokens > 0 ? bill / promptTokens : 0),
  });
  return [bar(before), bar(after)];
}

/** Two dots stand in a cell; a cache that is written costs more than a token, 1.25 of it (or 2), and is no blacker than black. */
function radius(price: number): number {
  const ink = Math.min(Math.max(price, 0), 1.25) * fullInk;
  return Math.round(Math.sqrt((ink * cell * cell) / (2 * Math.PI)) * 100) / 100;
}
