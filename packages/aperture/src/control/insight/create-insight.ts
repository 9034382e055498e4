import type { PriceTable } from "@aperture/engine/governor/prices";
import { ApertureError } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { SessionRecord } from "../../store/records.ts";
import type { GovernorView, Insight } from "../contract.ts";
import { idOf } from "../look-up/ids.ts";
import { sessionBudget } from "./session-budget.ts";
import { sessionHealth } from "./session-health.ts";
import { sessionLedger } from "./session-ledger.ts";

export interface InsightOptions {
  readonly store: Store;
  readonly prices: Pick<PriceTable, "date">;
  /** Budget and holdout of a session as they apply now. */
  readonly control: GovernorView["control"];
}

/** What is told of a session as a whole. Each throws `not_found` for a session that is not there. */
export function createInsight({ store, prices, control }: InsightOptions): Insight {
  const find = (session: number): SessionRecord => {
    const found = store.sessions.get(session);
    if (!found) throw new ApertureError("not_found", { what: "session", id: idOf("session", session) });
    return found;
  };
  const budget: Insight["budget"] = (session) => sessionBudget(store, find(session), control(session).budget);
  return {
    budget,
    ledger(session) {
      const { holdout } = control(find(session).n);
      return sessionLedger(store, session, { holdout, pricesFrom: prices.date });
    },
    health: (session) => sessionHealth(store, find(session), budget(session)),
  };
}
