import { promptTokens, type Session } from "@aperture/sdk";
import { contextWindow } from "../../control/look-up/context-window.ts";
import { idOf } from "../../control/look-up/ids.ts";
import { newestTurn, preferredLane } from "../../control/look-up/lane-snapshot.ts";
import type { Store } from "../../store/contract.ts";
import type { LaneRecord, SessionRecord } from "../../store/records.ts";

export function sessionView(store: Store, session: SessionRecord): Session {
  const lanes = store.lanes.ofSession(session.n);
  const context = contextTokens(store, preferredLane(lanes));
  return {
    id: idOf("session", session.n),
    label: session.label,
    source: session.source,
    client: session.client,
    dialect: session.dialect,
    model: session.model,
    project: session.project,
    startedAt: new Date(session.startedAt).toISOString(),
    lastSeen: new Date(session.lastSeen).toISOString(),
    turns: store.turns.countOfSession(session.n),
    blocks: store.blocks.countOfSession(session.n),
    contextTokens: context.tokens,
    contextWindow: contextWindow(session.model),
    estimated: context.estimated,
    usage: store.turns.usageOfSession(session.n),
    lanes: lanes.map((lane) => ({
      id: idOf("lane", lane.n),
      agentId: lane.agentId,
      kind: lane.kind,
      turns: lane.turns,
      lastSeen: new Date(lane.lastSeen).toISOString(),
    })),
  };
}

/** Turns that are looked at for one that was billed: failed and running ones have no usage. */
const lookBack = 5;

/**
 * What the provider billed for the newest request. Until it has: the last bill and 4 bytes a token for what came since.
 * Not the sum of the blocks: reading 3,000 of them took 60 ms, for every session of a list.
 */
function contextTokens(store: Store, lane: LaneRecord | undefined): { tokens: number; estimated: boolean } {
  const turn = lane && newestTurn(store, lane);
  if (!turn) return { tokens: 0, estimated: true };
  if (turn.usage) return { tokens: promptTokens(turn.usage), estimated: false };
  const billed = store.turns.ofLane(lane.n, lookBack).find((earlier) => earlier.usage !== null);
  const known = billed?.usage ? promptTokens(billed.usage) + billed.usage.output : 0;
  const since = turn.requestBytes - (billed ? billed.requestBytes + billed.answerBytes : 0);
  // A request that shrank (compaction, a resent fork) says nothing about the last bill.
  return { tokens: Math.round(since < 0 ? turn.requestBytes / 4 : known + since / 4), estimated: true };
}
