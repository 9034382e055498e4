import { nextAlert } from "@aperture/engine/budget/budget-alert";
import type { BudgetState } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { Insight } from "../contract.ts";
import { idOf, numberOf } from "../look-up/ids.ts";
import { preferredLane } from "../look-up/lane-snapshot.ts";
import { promptHistory } from "./lane-history.ts";

export interface WatchBudgetsOptions {
  readonly store: Store;
  readonly budget: Insight["budget"];
  /** Told where an alert could not be written. */
  readonly failed: (error: unknown) => void;
}

/**
 * Says it once when a conversation crosses 80, 90 or 95 % of its limit (`budget-alert`). What was said before follows from the bills,
 * so a restart says nothing twice. Returns what ends the watch.
 */
export function watchBudgets({ store, budget, failed }: WatchBudgetsOptions): () => void {
  const told = new Map<number, number>();
  return store.events.subscribe((event) => {
    if (event.type === "session-removed") told.delete(numberOf("session", event.data.sessionId) ?? 0);
    if (event.type !== "turn-recorded") return;
    const session = numberOf("session", event.data.sessionId);
    const lane = numberOf("lane", event.data.lane);
    const turn = numberOf("turn", event.data.turnId);
    if (session === undefined || lane === undefined || turn === undefined) return;
    try {
      // A turn that was not billed raises nothing: the next one's bill will. One that is recorded again was told already.
      if (told.get(session) === turn || !store.turns.get(turn)?.usage) return;
      // Sub-agents have contexts of their own: the session's is the conversation's.
      if (preferredLane(store.lanes.ofSession(session))?.n !== lane) return;
      const state = budget(session);
      if (!isNew(promptHistory(store, lane), state)) return;
      told.set(session, turn);
      store.events.append("budget-alert", {
        sessionId: idOf("session", session),
        level: state.alert!,
        tokens: state.tokens,
        limit: state.limit!,
        turnsLeft: state.turnsLeft,
      });
    } catch (error) {
      failed(error);
    }
  });
}

/** Whether the newest bill raised the alert. */
function isNew(history: readonly number[], { alert, limit }: BudgetState): boolean {
  if (alert === null || limit === null) return false;
  let before: BudgetState["alert"] = null;
  for (const tokens of history.slice(0, -1)) before = nextAlert(before, tokens / limit);
  return alert > (before ?? 0);
}
