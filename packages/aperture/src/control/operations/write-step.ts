import type { ChangeRecord, OperationRecord } from "../../store/control-records.ts";
import { idOf } from "../look-up/ids.ts";
import type { Undertaking } from "./carry-out.ts";
import type { OperationContext } from "./context.ts";
import type { Step } from "./steps.ts";

/** A block that an insert adds gets its number, and its place in the answer. Call inside the transaction. */
export function withNewBlock({ store }: OperationContext, step: Step): Step {
  const { target, settlement } = step;
  if (!target || target.block.n > 0 || !settlement?.adds) return step;
  const { hash, text } = settlement.adds;
  store.contents.put({ hash, content: text });
  const { n: _, ...record } = target.block;
  const block = store.blocks.insert(record);
  return { ...step, block: block.n, target: { ...target, block }, item: { ...step.item, id: idOf("block", block.n) } };
}

/** Writes one step of an operation; answers it with the number of the change it made. Call inside the transaction. */
export function writeStep(
  context: OperationContext,
  undertaking: Undertaking,
  operation: OperationRecord,
  step: Step,
): Step {
  const { changes, settings } = context.store.control;
  if (step.settings) settings.put(step.settings);
  for (const { change, state, forced } of step.settlement?.states ?? [])
    changes.update(change.n, { state, changedAt: operation.at, ...(forced === undefined ? {} : { forced }) });
  if (!step.settlement?.adds) return step;
  const added = addChange(context, undertaking, operation, step);
  return { ...step, item: { ...step.item, change: idOf("change", added.n) } };
}

function addChange(
  { store }: OperationContext,
  { call }: Undertaking,
  operation: OperationRecord,
  { settlement, target, item, planned, tokens }: Step,
): ChangeRecord {
  const wording = settlement!.adds!;
  const { block, lane } = target!;
  store.contents.put({ hash: wording.hash, content: wording.text });
  return store.control.changes.insert({
    operation: operation.n,
    session: operation.session,
    lane: lane.lane.n,
    block: block.n,
    kind: wording.kind,
    level: wording.level,
    actor: wording.actor ?? call.actor,
    reason: operation.reason,
    hash: wording.hash,
    originalHash: wording.kind === "insert" ? null : block.hash,
    anchor: wording.anchor ?? null,
    forced: planned?.forced ?? false,
    state: "pending",
    tokens,
    createdAt: operation.at,
    appliedTurn: null,
    changedAt: operation.at,
    price: item.price,
  });
}
