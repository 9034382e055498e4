import type { Redaction } from "@aperture/engine/redaction/contract";
import { redactText } from "@aperture/engine/redaction/redact-text";
import { ApertureError, type OperationItem, type OperationKind, type OperationResult } from "@aperture/sdk";
import type { OperationRecord } from "../../store/control-records.ts";
import type { SessionRecord } from "../../store/records.ts";
import { idOf } from "../look-up/ids.ts";
import { sumPrices } from "./add-prices.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { type Step, stepsOf } from "./steps.ts";
import { countTexts } from "./token-counts.ts";
import type { Wish } from "./wish.ts";
import { withNewBlock, writeStep } from "./write-step.ts";

export interface Undertaking {
  readonly kind: OperationKind;
  readonly session: SessionRecord;
  /** For the action log; holds no secret. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly how: { readonly dryRun: boolean; readonly apply: "when-free" | "now"; readonly reason?: string | undefined };
  readonly call: Call;
  /** True where one block was named: then doing nothing is a failure. */
  readonly isSingle: boolean;
  readonly wishes: readonly Wish[];
  /** Written with it. */
  readonly also?: (operation: OperationRecord) => void;
  /** Values that are about to be hidden; those of the session are known. */
  readonly secrets?: readonly Redaction[];
  /** True where that is worth an entry in the log, even if no block changes. */
  readonly isWorthLogging?: boolean;
}

/**
 * Does what is wished, block by block, in one commit: operation, changes, settings and event, or nothing. What has changed
 * since the wishes were made is refused for that block alone. A dry run writes nothing.
 */
export async function carryOut(context: OperationContext, undertaking: Undertaking): Promise<OperationResult> {
  const { store } = context;
  const { wishes, session, how, call, kind } = undertaking;
  if (context.governor.control(session.n).mode === "observe")
    throw new ApertureError("mode_observe", { operation: `${kind} in ${idOf("session", session.n)}` });
  const tokens = await countTexts(
    context,
    new Map(wishes.flatMap((wish) => (wish.do === "say" ? [[wish.wording.hash, wish.wording.text]] : []))),
  );
  // From here on without a pause: what is read now is what is written over.
  const planned = stepsOf(context, wishes, { tokens, forced: how.apply === "now", withTexts: how.dryRun });
  const refused = planned.find((step) => step.item.status === "refused");
  if (undertaking.isSingle && refused && planned.every((step) => step.item.status === "refused"))
    throw new ApertureError(refused.code ?? "internal", { reason: refused.item.reason, pointer: "/ids/0" });
  if (how.dryRun) {
    call.before?.();
    return resultOf(planned, null, true);
  }
  const result = store.transaction(() => {
    call.before?.();
    if (planned.every((step) => !step.writes) && !undertaking.isWorthLogging) {
      const nothing = resultOf(planned, null, false);
      call.remember?.(nothing);
      return nothing;
    }
    const steps = planned.map((step) => withNewBlock(context, step));
    const operation = record(context, undertaking, steps);
    undertaking.also?.(operation);
    const settled = steps.map((step) => writeStep(context, undertaking, operation, step));
    // Behind their texts: a count belongs to a content that is there.
    if (tokens.fresh.size > 0) store.contents.setTokens(tokens.fresh);
    const answer = resultOf(settled, operation, false);
    call.remember?.(answer);
    return answer;
  });
  if (result.operation !== null) context.governor.touched(session.n);
  return result;
}

function record({ store, now }: OperationContext, undertaking: Undertaking, steps: readonly Step[]): OperationRecord {
  const { session, kind, call, how, input, secrets = [] } = undertaking;
  // A selector, a reason or the beginning of an edit may quote what must stand nowhere but in its own table.
  const hidden: readonly Redaction[] = [...store.control.redactions.ofSession(session.n), ...secrets];
  const hide = (text: string): string => redactText(text, hidden);
  const touched = steps.filter((step) => step.item.status !== "refused" && step.block !== null);
  const blocks = [...new Set(touched.map((step) => step.block!))];
  const operation = store.control.operations.insert({
    session: session.n,
    kind,
    actor: call.actor,
    reason: how.reason === undefined ? null : hide(how.reason),
    at: now(),
    turn: store.turns.ofSession(session.n, { limit: 1 })[0]?.number ?? 0,
    input: JSON.parse(hide(JSON.stringify({ ...input, ...gaveBack(steps) }))) as OperationRecord["input"],
    blocks,
  });
  store.events.append("operation-recorded", {
    sessionId: idOf("session", session.n),
    operation: idOf("operation", operation.n),
    kind,
    actor: call.actor,
    blocks: blocks.map((n) => idOf("block", n)),
  });
  return operation;
}

/** Blocks that went back to what the client sent leave no change behind: without this an undo would not know of them. */
function gaveBack(steps: readonly Step[]): { gaveBack?: string[] } {
  const given = steps.filter((step) => step.writes && step.target && step.settlement && !step.settlement.adds);
  const places = given.map(({ item }) => `${item.lane}/${item.id}`);
  return places.length > 0 ? { gaveBack: places } : {};
}

function resultOf(steps: readonly Step[], operation: OperationRecord | null, dryRun: boolean): OperationResult {
  const items: OperationItem[] = steps.map((step) => step.item);
  const count = (status: OperationItem["status"]): number => items.filter((item) => item.status === status).length;
  const lanes = new Map(steps.flatMap(({ item, lanePrice }) => (lanePrice ? [[item.lane, lanePrice] as const] : [])));
  return {
    operation: operation === null ? null : idOf("operation", operation.n),
    dryRun,
    items,
    price: sumPrices([...lanes.values()]),
    summary: {
      recorded: count("recorded"),
      nextRequest: count("next-request"),
      pending: count("pending"),
      refused: count("refused"),
    },
  };
}
