import type { Change } from "@aperture/sdk";
import type { ChangeRecord } from "../../store/control-records.ts";
import { idOf } from "../look-up/ids.ts";

export const changeView = (change: ChangeRecord): Change => ({
  id: idOf("change", change.n),
  operation: change.operation === null ? null : idOf("operation", change.operation),
  sessionId: idOf("session", change.session),
  lane: idOf("lane", change.lane),
  block: idOf("block", change.block),
  kind: change.kind,
  level: change.level,
  state: change.state,
  actor: change.actor,
  reason: change.reason,
  forced: change.forced,
  createdAt: new Date(change.createdAt).toISOString(),
  appliedTurn: change.appliedTurn,
  price: change.price,
});
