import type { Operation } from "@aperture/sdk";
import type { OperationRecord } from "../../store/control-records.ts";
import { idOf } from "../look-up/ids.ts";

export const operationView = (operation: OperationRecord): Operation => ({
  id: idOf("operation", operation.n),
  sessionId: idOf("session", operation.session),
  kind: operation.kind,
  actor: operation.actor,
  reason: operation.reason,
  at: new Date(operation.at).toISOString(),
  turn: operation.turn,
  input: { ...operation.input },
  blocks: operation.blocks.map((n) => idOf("block", n)),
  undoneBy: operation.undoneBy === null ? null : idOf("operation", operation.undoneBy),
});
