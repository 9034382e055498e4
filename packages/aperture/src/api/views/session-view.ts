import { promptTokens, type Session } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { LaneRecord, SessionRecord } from "../../store/records.ts";
import { contextWindow } from "./context-window.ts";
import { countTokens } from "./count-tokens.ts";
import { idOf } from "./ids.ts";
import { newestTurn, preferredLane } from "./lane-snapshot.ts";

export function sessionView(store: Store, session: SessionRecord): Session {
  const lanes = store.lanes.ofSession(session.n);
  const context = contextTokens(store, session, preferredLane(lanes));
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

/** What the provider billed for the newest request; until it has, the sum of its blocks. */
function contextTokens(store: Store, session: SessionRecord, lane: LaneRecord | undefined) {
  const turn = lane && newestTurn(store, lane);
  if (!turn) return { tokens: 0, estimated: true };
  if (turn.usage) return { tokens: promptTokens(turn.usage), estimated: false };
  const counts = countTokens(store, turn.model ?? session.model, store.blocks.many(turn.blocks));
  let tokens = 0;
  let estimated = false;
  for (const count of counts.values()) {
    tokens += count.tokens;
    estimated ||= count.estimated;
  }
  return { tokens, estimated };
}
