import type { Budget, CompressionLevel } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import type { Intent } from "../stage/intent.ts";
import type { Stage, StageBlock, StageContext, StageResult } from "../stage/stage.ts";
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
  const cached = cachedCompress(options.compress);
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
        compress: cached,
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
  readonly compress: CachedCompress;
}

function condense(blocks: readonly StageBlock[], context: StageContext, work: Work): StageResult {
  const isForced = context.tokens > work.limit;
  const chosen = new Map<StageBlock, { level: Level; text: string; tokens: number }>();
  let left = context.tokens;
  const order = condenseOrder(blocks, { staleness: work.staleness, isForced });
  for (const group of byTier(order))
    for (const level of levels)
      for (const one of group) {
        if (left <= work.target) break;
        if (rank[level] <= rank[one.level]) continue;
        const before = chosen.get(one)?.tokens ?? one.tokens;
        const made = work.compress(level, one, context.countTokens);
        if (!made || made.tokens >= before) continue;
        chosen.set(one, { level, ...made });
        left -= before - made.tokens;
      }
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

/** Middle tool output goes all the way down before anybody's words are touched, those before recency is. */
function byTier(order: readonly StageBlock[]): StageBlock[][] {
  const is = (test: (block: StageBlock) => boolean): StageBlock[] => order.filter(test);
  return [
    is(({ zone, role }) => zone === "middle" && role === "tool_result"),
    is(({ zone, role }) => zone === "middle" && role !== "tool_result"),
    is(({ zone }) => zone !== "middle"),
  ];
}

type CachedCompress = (
  level: Level,
  block: StageBlock,
  countTokens: (text: string) => number,
) => { readonly text: string; readonly tokens: number } | null;

/** Between the high mark and the limit every request asks the same again; making the texts anew takes 0.1 ms per KB. */
const REMEMBERED = 2_000;

function cachedCompress(compress: Compress): CachedCompress {
  const made = new Map<string, string | null>();
  return (level, block, countTokens) => {
    const key = `${level} ${block.n} ${block.hash}`;
    let text = made.get(key);
    if (text === undefined) {
      const { text: original, role, toolName, filePaths, isError, originalTokens: tokens, n } = block;
      text =
        compress(level, { id: `block-${n}`, text: original, role, toolName, filePaths, isError, tokens })?.text ?? null;
      if (made.size >= REMEMBERED) made.clear();
      made.set(key, text);
    }
    return text === null ? null : { text, tokens: countTokens(text) };
  };
}
