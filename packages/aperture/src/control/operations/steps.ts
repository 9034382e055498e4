import type { ChangePrice, ErrorCode, OperationItem } from "@aperture/sdk";
import type { BlockSettings } from "../../store/control-records.ts";
import { cutText } from "../../store/text-starts.ts";
import type { PlannedChange, PlannedOutcome } from "../contract.ts";
import { type Decisions, laneDecisions, undecided } from "../look-up/decisions.ts";
import { idOf } from "../look-up/ids.ts";
import type { OperationContext } from "./context.ts";
import { type Settlement, settleGiveBack, settleRedaction, settleWording } from "./settle.ts";
import { clientTokens, type TextTokens } from "./token-counts.ts";
import type { Refused, Target, Wish } from "./wish.ts";

/** Characters of the texts that a dry run shows. */
const shownText = 4_000;

/** What will be written about one block in one lane, and what will be answered. */
export interface Step {
  readonly item: OperationItem;
  readonly code: ErrorCode | null;
  readonly block: number | null;
  readonly target: Target | null;
  /** False where everything is as it was asked for already. */
  readonly writes: boolean;
  readonly settlement: Settlement | null;
  readonly settings: BlockSettings | null;
  readonly tokens: number;
  readonly planned: PlannedChange | null;
  /** Of everything of its lane that was asked about with it; null where no bytes change. */
  readonly lanePrice: ChangePrice | null;
}

interface StepOptions {
  readonly tokens: TextTokens;
  /** The user said now. */
  readonly forced: boolean;
  readonly withTexts: boolean;
}

/** Every wish against what is decided about its block at this moment, priced by the governor lane by lane. */
export function stepsOf(context: OperationContext, wishes: readonly Wish[], options: StepOptions): Step[] {
  const { store } = context;
  const numbers = wishes.flatMap((wish) => (wish.do === "refuse" ? [] : [wish.block.n]));
  const now = new Map(store.blocks.many([...new Set(numbers)]).map((block) => [block.n, block.hash]));
  const lanes = new Map<number, ReadonlyMap<number, Decisions>>();
  const steps = wishes.map((wish): Step => {
    if (wish.do === "refuse") return refusedStep(wish);
    const { block, lane } = wish;
    // A block of an insert that is only being made is not stored yet.
    if (block.n > 0 && now.get(block.n) !== block.hash)
      return changedStep(wish, "the client sent another text for it meanwhile");
    const all = lanes.get(lane.lane.n) ?? laneDecisions(store, lane.lane.n);
    lanes.set(lane.lane.n, all);
    const decisions = all.get(block.n) ?? undecided;
    // Wishes are made with pauses between them: what the user decided in one must not be undone by what stood before it.
    if ("follows" in wish && wish.follows && isNewer(decisions, lane.decisions.get(block.n) ?? undecided))
      return changedStep(wish, "something else was decided about it meanwhile");
    return stepOf(context, wish, decisions, options);
  });
  return priced(context, steps);
}

const changedStep = ({ block, lane }: Target, reason: string): Step =>
  refusedStep({ do: "refuse", id: idOf("block", block.n), lane: lane.lane.n, code: "block_changed", reason });

/** There is a change that was not there then; one that has only moved on, as when it was sent, is none. */
function isNewer(now: Decisions, then: Decisions): boolean {
  const known = [then.inForce?.n, then.pending?.n];
  return [now.inForce?.n, now.pending?.n].some((n) => n !== undefined && !known.includes(n));
}

function stepOf(
  context: OperationContext,
  wish: Exclude<Wish, Refused>,
  decisions: Decisions,
  options: StepOptions,
): Step {
  const { block, lane } = wish;
  const client = clientTokens(context, wish);
  const before = decisions.inForce?.tokens ?? client;
  const settle = wish.do === "say" && wish.wording.kind === "redact" ? settleRedaction : settleWording;
  const asked = { block: block.n, forced: options.forced || (wish.do === "say" && wish.forced === true) };
  const settlement =
    wish.do === "say"
      ? settle(decisions, wish.wording, asked)
      : wish.do === "give-back"
        ? settleGiveBack(decisions, asked)
        : null;
  const said = wish.do === "say" ? options.tokens.of(wish.wording.hash, lane.turn.model) : client;
  const after = wish.do === "say" || wish.do === "give-back" ? said : before;
  const settings = wish.do === "set" ? wish.settings : null;
  const hasChanges = settlement !== null && (settlement.adds !== null || settlement.states.length > 0);
  return {
    item: {
      // What an insert adds has no number before it is written.
      id: block.n > 0 ? idOf("block", block.n) : "new",
      lane: idOf("lane", lane.lane.n),
      status: wish.do === "nothing" ? (wish.status ?? "recorded") : "recorded",
      code: null,
      reason: settlement?.reason ?? (wish.do === "set" || wish.do === "nothing" ? wish.reason : ""),
      change: settlement?.waits ? idOf("change", settlement.waits.n) : null,
      price: null,
      tokensBefore: before,
      tokensAfter: after,
      ...(options.withTexts ? textsOf(context, wish, decisions) : {}),
    },
    code: null,
    block: block.n,
    target: wish,
    writes: hasChanges || settings !== null,
    settlement,
    settings,
    tokens: said,
    planned: settlement?.planned ? { ...settlement.planned, tokens: said } : null,
    lanePrice: null,
  };
}

function textsOf(
  { store }: OperationContext,
  wish: Exclude<Wish, Refused>,
  { inForce }: Decisions,
): { before: string; after: string } {
  const { block } = wish;
  const own = (): string => (block.origin === "client" ? (store.contents.text(block.hash) ?? "") : "");
  const before = inForce ? (store.contents.text(inForce.hash) ?? "") : own();
  const after = wish.do === "say" ? wish.wording.text : wish.do === "give-back" ? own() : before;
  return { before: cutText(before, shownText), after: cutText(after, shownText) };
}

function refusedStep({ id, lane, code, reason }: Refused): Step {
  return {
    item: {
      id,
      lane: lane === null ? "" : idOf("lane", lane),
      status: "refused",
      code,
      reason,
      change: null,
      price: null,
      tokensBefore: 0,
      tokensAfter: 0,
    },
    code,
    block: null,
    target: null,
    writes: false,
    settlement: null,
    settings: null,
    tokens: 0,
    planned: null,
    lanePrice: null,
  };
}

/** The governor is asked once per lane: what is applied together is priced together. */
function priced({ governor }: OperationContext, steps: readonly Step[]): Step[] {
  const outcomes = new Map<Step, PlannedOutcome>();
  const lanes = Map.groupBy(
    steps.filter((step) => step.planned !== null),
    (step) => step.target!.lane.lane.n,
  );
  for (const [lane, ofLane] of lanes) {
    const planned = ofLane.map((step) => step.planned!);
    for (const [index, outcome] of governor.outlook(lane, planned).entries()) outcomes.set(ofLane[index]!, outcome);
  }
  return steps.map((step) => {
    const outcome = outcomes.get(step);
    if (!outcome) return step;
    const { status, reason, price, lanePrice } = outcome;
    return { ...step, lanePrice, item: { ...step.item, status, reason, price } };
  });
}
