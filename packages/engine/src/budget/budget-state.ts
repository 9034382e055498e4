import type { Budget, BudgetState } from "@aperture/sdk";
import { type BudgetAlert, nextAlert } from "./budget-alert.ts";
import { growth, turnsLeft } from "./forecast.ts";

export interface BudgetFacts {
  /** Prompt tokens of the lane's turns, oldest first; the last is the newest prompt. Empty before the first. */
  readonly history: readonly number[];
  readonly budget: Budget;
  /** The model's context window, or null where it is not known. */
  readonly window: number | null;
  /** True where the newest count is no bill. */
  readonly estimated: boolean;
}

/** How full a session's context is, and when it will be. */
export function budgetState({ history, budget, window, estimated }: BudgetFacts): BudgetState {
  const limit = budget.limit ?? window;
  const tokens = Math.round(history.at(-1) ?? 0);
  if (limit === null) return { budget, limit, tokens, used: null, alert: null, turnsLeft: null, estimated };
  let alert: BudgetAlert | null = null;
  for (const prompt of history) alert = nextAlert(alert, prompt / limit);
  return {
    budget,
    limit,
    tokens,
    used: tokens / limit,
    alert,
    turnsLeft: turnsLeft(tokens, limit, growth(history)),
    estimated,
  };
}
