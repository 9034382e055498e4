import type { Budget, CompressionLevel } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import type { Intent } from "../stage/intent.ts";
import type { Stage, StageBlock, StageContext, StageResult } from "../stage/stage.ts";
import { BudgetTexts, type RequestTexts } from "./budget-texts.ts";
import { condenseOrder } from "./condense-order.ts";

/** Share of the limit from which shortening is wanted, where it is free or pays; at the limit it is forced. */
const HIGH_MARK = 0.9;

type Level = Exclude<CompressionLevel, "original">;
const levels: readonly Level[] = ["trimmed", "summarized", "minimal"];
const rank: Record<CompressionLevel, number> = { original: 0, trimmed: 1, summarized: 2, minimal: 3 };

export interface EnforceBudgetOptions {
  readonly budgetOf: (session: number) => Budget;
  readonly compress: Compress;
  /** 0 fresh to 100 stale, one per block in prompt order. */
  readonly stalenessOf: (blocks: readonly StageBlock[]) => readonly number[];
}

/**
 * The stage that holds a prompt to its budget. `warn` only watches, `block` refuses what is over a limit the user set, `condense`
 * shortens down to the low-water mark, so that it is not at work again in the next request.
 */
export function createEnforceBudget(options: EnforceBudgetOptions): Stage {
  const texts = new BudgetTexts(options.compress);
  return {
    name: "enforceBudget",
    process: function enforceBudget(blocks, context): StageResult {
      const budget = options.budgetOf(context.session);
      const limit = context.limit;
      if (limit === null || budget.strategy === "warn") return [];
      if (budget.strategy === "block") return block(budget, context);
      if (context.tokens <= limit * HIGH_MARK) return [];
      return condense(blocks, context, {
        limit,
        target: limit * budget.lowWater,
        staleness: options.stalenessOf(blocks),
        texts: texts.forRequest(),
      });
    },
  };
}

/** Only a limit that somebody set: what is known of a model's window may be older than the model. */
function block({ limit }: Budget, { tokens }: StageContext): StageResult {
  if (limit === null || tokens <= limit) return [];
  const reason = `the prompt has about ${Math.round(tokens)} tokens, the session's budget is ${limit}; shorten or remove blocks, raise the budget, or let the agent compact`;
  return { intents: [], reason, refusal: { code: "budget_exceeded", reason } };
}

interface Work {
  readonly limit: number;
  /** Tokens to come down to. */
  readonly target: number;
  readonly staleness: readonly number[];
  readonly texts: RequestTexts;
}

interface Choice {
  readonly level: Level;
  readonly text: string;
  readonly tokens: number;
}

function condense(blocks: readonly StageBlock[], context: StageContext, work: Work): StageResult {
  const isForced = context.tokens > work.limit;
  const { chosen, left } = choose(blocks, context, work, isForced);
  // What waits already was chosen by an earlier request: it counts, and is only said again where it must not wait any longer.
  const intents = [...chosen]
    .filter(([one]) => isForced || !one.isPending)
    .map(
      ([one, { level, text }]): Intent => ({
        kind: "compress",
        block: one.n,
        level,
        text,
        reason: isForced ? "the prompt is over its limit" : "the prompt comes near its limit",
        actor: "budget",
        ...(isForced ? { forced: true } : {}),
      }),
    );
  const reached = left <= work.target ? "the low-water mark is reached" : `${Math.round(left)} tokens remain`;
  return { intents, reason: `${Math.round(context.tokens)} of ${work.limit} tokens; ${reached}` };
}

function choose(blocks: readonly StageBlock[], context: StageContext, work: Work, isForced: boolean) {
  const chosen = new Map<StageBlock, Choice>();
  let left = context.tokens;
  const order = condenseOrder(blocks, { staleness: work.staleness, isForced });
  for (const group of byTier(order))
    for (const level of levels)
      for (const one of group) {
        if (left <= work.target) return { chosen, left };
        if (rank[level] <= rank[one.level]) continue;
        const made = work.texts.make(level, one);
        // Wanted, not needed: the next request goes on from here. Over the limit, one line each must do for the rest.
        if (made === undefined && !isForced) return { chosen, left };
        const text = made === undefined && level === "minimal" ? work.texts.line(one) : made;
        const before = chosen.get(one)?.tokens ?? one.tokens;
        const tokens = text == null ? before : context.countTokens(text);
        if (text == null || tokens >= before) continue;
        chosen.set(one, { level, text, tokens });
        left -= before - tokens;
      }
  return { chosen, left };
}

/** Middle tool output goes all the way down before anybody's words are touched, those before recency is. */
function byTier(order: readonly StageBlock[]): StageBlock[][] {
  const is = (test: (block: StageBlock) => boolean): StageBlock[] => order.filter(test);
  return [
    is(({ zone, role }) => zone === "middle" && role === "tool_result"),
    is(({ zone, role }) => zone === "middle" && role !== "tool_result"),
    is(({ zone }) => zone !== "middle"),
  ];
}
