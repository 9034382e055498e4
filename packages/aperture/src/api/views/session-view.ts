import type { Session } from "@aperture/sdk";
import { contextTokens } from "../../control/look-up/context-tokens.ts";
import { contextWindow } from "../../control/look-up/context-window.ts";
import { idOf } from "../../control/look-up/ids.ts";
import { preferredLane } from "../../control/look-up/lane-snapshot.ts";
import type { Store } from "../../store/contract.ts";
import type { SessionRecord } from "../../store/records.ts";

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
