import type { TurnPipeline } from "@aperture/sdk";
import { findNumbered } from "../look-up/find-numbered.ts";
import { idOf } from "../look-up/ids.ts";
import { changeView } from "./change-view.ts";
import type { OperationContext } from "./context.ts";

/** What the stages did to one request, and which changes it was the first to carry. */
export function turnPipeline({ store }: OperationContext, id: string): TurnPipeline {
  const turn = findNumbered("turn", id, (n) => store.turns.get(n));
  const record = store.control.ledger.get(turn.n);
  const changes = store.control.changes
    .ofSession(turn.session, ["applied", "undo-pending", "undone", "superseded", "retired"])
    .filter((change) => change.lane === turn.lane && change.appliedTurn === turn.number);
  return {
    turn: idOf("turn", turn.n),
    governed: record !== undefined && record.runs.length > 0,
    stages: [...(record?.runs ?? [])],
    changes: changes.map(changeView),
    predictedInput: record?.predictedInput ?? null,
    predictedRead: record?.predictedRead ?? null,
  };
}
