import { expect } from "vitest";
import type { Emission } from "../../../packages/engine/src/governor/emission.ts";
import type { Billed } from "../../bench/context/bill.ts";
import type { ReplayedTurn } from "../../bench/context/pipeline/replay.ts";

/** The first part in which two prompts differ; where one begins the other, its length. */
export function firstDifference(one: Emission, other: Emission): number {
  let at = 0;
  while (at < one.keys.length && one.keys[at] === other.keys[at] && one.hashes[at] === other.hashes[at]) at++;
  return at;
}

/** Law 3 for one replayed session: no turn's bill, summed from the first one, is 0.5 % above untouched. A session may end anywhere. */
export function expectNeverDearer(turns: readonly ReplayedTurn[], untouched: readonly Billed[]): void {
  const bill = { ours: 0, untouched: 0 };
  for (const [index, { billed }] of turns.entries()) {
    bill.ours += billed.cost;
    bill.untouched += untouched[index]!.cost;
    expect(bill.ours, `turn ${index + 1}`).toBeLessThanOrEqual(bill.untouched * 1.005);
  }
}

/** Law 3 for one replayed session: what is cached is rewritten only where that was decided. */
export function expectNoAccident(turns: readonly ReplayedTurn[]): void {
  for (const [index, { result, request }] of turns.entries()) {
    const { baseline, decision } = result;
    // The bytes themselves: what was sent before is sent again, unless a rewrite was decided or nothing is kept.
    const before = turns[index - 1]?.request.parts ?? [];
    const isSame = before.every(({ text }, at) => request.parts[at]?.text === text);
    if (!isSame) expect(decision!.rewrite !== null || !baseline!.warm.warm || isBehind(result)).toBe(true);
    // What would have left had nothing new been decided, up to W, against what left.
    const changed = firstDifference(baseline!.emission, decision!.emission);
    if (changed < baseline!.warm.parts) {
      expect(decision!.rewrite).not.toBeNull();
      expect(changed).toBeGreaterThanOrEqual(decision!.rewrite!.fromPart);
    }
  }
}

/** True where everything new stands behind W: an earlier prompt's end may have been changed that no entry holds any more. */
const isBehind = ({ baseline, decision }: ReplayedTurn["result"]): boolean =>
  firstDifference(baseline!.emission, decision!.emission) >= baseline!.warm.parts;
