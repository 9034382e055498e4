import { sumActors, sumLedger } from "@aperture/engine/insight/sum-ledger";
import { ChangeState, type Ledger, promptTokens } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import { idOf } from "../look-up/ids.ts";

/** Turns whose prediction is held against the bill, the newest: each is a record to be read. */
const PREDICTIONS = 300;

/** What the session was billed and what it would have been billed untouched, from one record per billed turn. */
export function sessionLedger(store: Store, session: number, facts: { holdout: boolean; pricesFrom: string }): Ledger {
  // A turn that was never billed only has its stages' runs.
  const records = store.control.ledger
    .ofSession(session)
    .filter(({ billed, untouched }) => billed > 0 || untouched > 0);
  const entries = records.map((record, index) => {
    const isCompared = record.predictedInput !== null && index >= records.length - PREDICTIONS;
    const usage = isCompared ? store.turns.get(record.turn)?.usage : undefined;
    return { ...record, prompt: usage ? promptTokens(usage) : 0 };
  });
  const changes = new Map<string, number>();
  for (const { actor, appliedTurn } of store.control.changes.ofSession(session, ChangeState.options))
    if (appliedTurn !== null) changes.set(actor, (changes.get(actor) ?? 0) + 1);
  return {
    sessionId: idOf("session", session),
    turns: store.turns.countOfSession(session),
    billedTurns: records.length,
    ...sumLedger(entries),
    actors: sumActors(entries, changes),
    ...facts,
  };
}
