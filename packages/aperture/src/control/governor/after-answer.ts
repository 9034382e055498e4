import { promptSize } from "@aperture/engine/governor/emission";
import { inputPrice } from "@aperture/engine/insight/input-price";
import { savedByActor } from "@aperture/engine/insight/saved-by-actor";
import { untouchedBill } from "@aperture/engine/insight/untouched-bill";
import { promptTokens, type Usage } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import { cacheMiss } from "./cache-miss.ts";
import type { SentTurn } from "./lane-memory.ts";
import type { Account } from "./session-controls.ts";

/**
 * The bill of a turn is there: what it would have been untouched, and whether the provider read what it should have. Call
 * inside a transaction. `perToken`: billed tokens of one more counted token of text, where that was learnt.
 */
export function afterAnswer(
  store: Store,
  turn: number,
  sent: SentTurn,
  usage: Usage,
  account: Account,
  perToken?: number,
): void {
  const miss = cacheMiss(sent, usage);
  if (miss)
    store.events.append("cache-missed", {
      sessionId: `session-${sent.session}`,
      turnId: `turn-${turn}`,
      lane: `lane-${sent.lane}`,
      ...miss,
    });
  const { billed, untouched } = untouchedBill({
    usage,
    sent: sent.sent,
    warm: sent.read,
    original: sent.original,
    shadow: sent.shadowRead,
    rules: sent.rules,
    perToken,
  });
  account.saved += untouched - billed;
  account.untouched += untouched;
  const scale = promptTokens(usage) / Math.max(1, promptSize(sent.sent));
  store.control.ledger.put({
    turn,
    session: sent.session,
    lane: sent.lane,
    at: sent.at,
    model: sent.sent.model,
    billed,
    untouched,
    billedUsd: inputPrice(billed, promptTokens(usage), sent.rules),
    untouchedUsd: inputPrice(untouched, promptSize(sent.original) * scale, sent.rules),
    actors: savedByActor(sent.original, sent.changes.values()),
    predictedInput: sent.predictedInput,
    predictedRead: Math.round(sent.read.tokens * scale),
    holdout: sent.holdout,
    runs: sent.runs,
  });
}

/** A governed turn that was never billed: what its stages did is told all the same. */
export function keepRuns(store: Store, turn: number, { session, lane, at, sent, runs, holdout }: SentTurn): void {
  if (runs.length === 0) return;
  const nothing = {
    billed: 0,
    untouched: 0,
    billedUsd: null,
    untouchedUsd: null,
    predictedInput: null,
    predictedRead: null,
  };
  store.control.ledger.put({ turn, session, lane, at, model: sent.model, ...nothing, actors: {}, holdout, runs });
}
