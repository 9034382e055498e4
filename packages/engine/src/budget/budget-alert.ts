import type { BudgetState } from "@aperture/sdk";

export type BudgetAlert = NonNullable<BudgetState["alert"]>;

const marks: readonly BudgetAlert[] = [95, 90, 80];
/** Percentage points below its mark at which an alert is over: a context that swings around a mark says so once. */
const SLACK = 5;

/**
 * The alert that holds after a prompt of this share of the limit. It rises at once and falls only when the share is clearly below.
 * Somebody is told where the answer is higher than `previous`: once per crossing.
 */
export function nextAlert(previous: BudgetAlert | null, used: number): BudgetAlert | null {
  const percent = used * 100;
  const holds = (mark: BudgetAlert): boolean =>
    percent >= (previous !== null && mark <= previous ? mark - SLACK : mark);
  return marks.find(holds) ?? null;
}
