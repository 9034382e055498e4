import { budgetState } from "@aperture/engine/budget/budget-state";
import type { Budget, BudgetState } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { SessionRecord } from "../../store/records.ts";
import { contextTokens } from "../look-up/context-tokens.ts";
import { contextWindow } from "../look-up/context-window.ts";
import { preferredLane } from "../look-up/lane-snapshot.ts";
import { promptHistory } from "./lane-history.ts";

/** How full the session's conversation is: its main lane as it was billed last, or what is estimated of a request under way. */
export function sessionBudget(store: Store, session: SessionRecord, budget: Budget): BudgetState {
  const lane = preferredLane(store.lanes.ofSession(session.n));
  const history = lane ? promptHistory(store, lane.n) : [];
  const { tokens, estimated } = contextTokens(store, lane);
  return budgetState({
    history: estimated && lane ? [...history, tokens] : history,
    budget,
    window: contextWindow(session.model),
    estimated,
  });
}
