import type { Budget } from "@aperture/sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BudgetAlert, nextAlert } from "./budget-alert.ts";
import { budgetState } from "./budget-state.ts";
import { growth, turnsLeft } from "./forecast.ts";

const budget: Budget = { limit: 1_000, strategy: "warn", lowWater: 0.7 };

describe("alerts", () => {
  /** How often somebody would be told, walking through these shares. */
  const told = (shares: readonly number[]): BudgetAlert[] => {
    let alert: BudgetAlert | null = null;
    const heard: BudgetAlert[] = [];
    for (const used of shares) {
      const next = nextAlert(alert, used);
      if (next !== null && next > (alert ?? 0)) heard.push(next);
      alert = next;
    }
    return heard;
  };

  test.each<[string, number[], BudgetAlert[]]>([
    ["nothing below 80 %", [0, 0.5, 0.7999], []],
    ["each mark once on the way up", [0.5, 0.8, 0.85, 0.9, 0.94, 0.95, 1.2], [80, 90, 95]],
    ["the highest alone where one step crosses several", [0.5, 0.97], [95]],
    ["swinging around a mark says so once", [0.81, 0.79, 0.81, 0.76, 0.82], [80]],
    ["swinging around a higher mark", [0.91, 0.89, 0.91, 0.86, 0.9], [90]],
    ["again after it was clearly below", [0.81, 0.7, 0.81], [80, 80]],
    ["a compaction from the top", [0.96, 0.3, 0.85, 0.96], [95, 80, 95]],
    ["down a step and up again", [0.96, 0.86, 0.96], [95, 95]],
  ])("%s", (_, shares, heard) => {
    expect(told(shares)).toEqual(heard);
  });

  test("property: an alert is never above what was reached, nor a mark below what is", () => {
    const share = fc.double({ min: 0, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(null, 80 as const, 90 as const, 95 as const), share, (previous, used) => {
        const next = nextAlert(previous, used) ?? 0;
        const reached = [80, 90, 95].filter((mark) => used * 100 >= mark).at(-1) ?? 0;
        expect(next).toBeGreaterThanOrEqual(reached);
        expect(next).toBeLessThanOrEqual(Math.max(reached, previous ?? 0));
        expect(nextAlert(next === 0 ? null : (next as BudgetAlert), used) ?? 0).toBe(next);
      }),
    );
  });
});

describe("the pace", () => {
  test.each<[string, number[], number | null]>([
    ["unknown before three turns", [10, 20], null],
    ["even growth", [100, 200, 300, 400], 100],
    ["one large read", [100, 110, 120, 130, 630, 640, 650, 660], 10],
    [
      "several large reads are the pace: 500 three times, 10 four times, without one of each",
      [0, 500, 510, 1_010, 1_020, 1_520, 1_530, 1_540],
      206,
    ],
    ["only the last eight turns", [0, 5_000, 10_000, ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => 10_000 + n * 10)], 10],
    ["what was before a compaction is another context", [100, 500, 900, 200, 210, 220], 10],
    ["just compacted", [100, 500, 900, 200, 210], null],
    ["a small drop is none", [100, 200, 300, 290, 390], 100],
    ["shrinking", [300, 290, 280], -10],
    ["at rest", [300, 300, 300], 0],
  ])("%s", (_, history, pace) => {
    expect(growth(history)).toBe(pace);
  });

  test.each<[number, number | null, number | null]>([
    [900, 50, 3],
    [900, 30, 4],
    [1_000, 50, 1],
    [1_001, 50, 0],
    [1_001, null, 0],
    [900, 0, null],
    [900, -5, null],
    [900, null, null],
  ])("%d of 1,000 tokens at %s a turn: %s turns", (tokens, pace, turns) => {
    expect(turnsLeft(tokens, 1_000, pace)).toBe(turns);
  });
});

describe("the state", () => {
  test("of a session that grows towards its limit", () => {
    expect(budgetState({ history: [600, 700, 800, 900], budget, window: 200_000, estimated: false })).toEqual({
      budget,
      limit: 1_000,
      tokens: 900,
      used: 0.9,
      alert: 90,
      turnsLeft: 2,
      estimated: false,
    });
  });

  test("is held against the model's window where no limit is set", () => {
    const free = { ...budget, limit: null };
    const state = budgetState({ history: [50_000], budget: free, window: 200_000, estimated: true });
    expect(state).toMatchObject({ limit: 200_000, used: 0.25, alert: null, turnsLeft: null, estimated: true });
  });

  test("says nothing of shares where neither is known, nor before the first request", () => {
    const free = { ...budget, limit: null };
    expect(budgetState({ history: [10, 20, 30], budget: free, window: null, estimated: false })).toMatchObject({
      limit: null,
      tokens: 30,
      used: null,
      alert: null,
      turnsLeft: null,
    });
    expect(budgetState({ history: [], budget, window: null, estimated: true })).toMatchObject({ tokens: 0, used: 0 });
  });

  test("an alert stays while the context swings around its mark", () => {
    const state = (history: number[]) => budgetState({ history, budget, window: null, estimated: false }).alert;
    expect(state([910, 880])).toBe(90);
    expect(state([880])).toBe(80);
    expect(state([910, 840])).toBe(80);
  });
});
