import type { BudgetState } from "@aperture/sdk";
import { expect, test } from "vitest";
import { describeBudget } from "./budget.ts";

const state: BudgetState = {
  budget: { limit: null, strategy: "condense", lowWater: 0.7 },
  limit: 200_000,
  tokens: 182_400,
  used: 0.912,
  alert: 90,
  turnsLeft: 1,
  estimated: true,
};

test("what it holds, how far it is, how long it lasts", () => {
  expect(describeBudget(state).split("\n")).toEqual([
    "limit      200,000 tokens, the model's window",
    "context    about 182,400 tokens (91 %)",
    "alert      90 % was crossed",
    "lasts      about 1 request at this pace",
    "beyond it  condense the cheapest first, down to 70 %",
  ]);
});

test.each([
  [{ budget: { ...state.budget, limit: 200_000 } }, /^limit {6}200,000 tokens$/m],
  [{ limit: null, used: null }, /^limit {6}none is known for this model\ncontext {4}about 182,400 tokens$/m],
  [{ alert: null }, /^alert {6}none$/m],
  [{ turnsLeft: null }, /^lasts {6}not known, or not growing$/m],
  [{ estimated: false }, /^context {4}182,400 tokens/m],
  [{ budget: { ...state.budget, strategy: "block" } }, /503$/],
  [{ budget: { ...state.budget, strategy: "warn" } }, /beyond it {2}warn$/],
] as const)("%j", (fields, words) => {
  expect(describeBudget({ ...state, ...fields } as BudgetState)).toMatch(words);
});
