import type { Usage } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import { buildEmission } from "../governor/baseline.ts";
import type { Change } from "../governor/change.ts";
import type { Emission } from "../governor/emission.ts";
import { LiveCache } from "../governor/live-cache.ts";
import type { CacheRules } from "../governor/prices.ts";
import { billOf, untouchedBill } from "../insight/untouched-bill.ts";
import type { PipelineInput } from "../pipeline/pipeline-run.ts";
import { concludeRun, gatherIntents, type PipelineResult, runPipeline } from "../pipeline/run.ts";
import { CarriedChanges } from "./carry-changes.ts";
import type { ReplayProvider } from "./prompt-provider.ts";
import { type ReplayPlan, untouchedPlan } from "./replay-plan.ts";
import type { ReplayedRequest } from "./replayed-request.ts";

/** What a lane was billed less than untouched, and what untouched it would have been. Uncached-token equivalents. */
export interface ReplayAccount {
  readonly saved: number;
  readonly untouched: number;
}

export interface ReplaySideOptions {
  readonly plan: ReplayPlan;
  readonly provider: ReplayProvider;
  readonly rules: CacheRules;
  readonly compress: Compress;
  readonly hash: (text: string) => string;
  /** Tokens of a text by its hash, the model's. */
  readonly tokensOf: (hash: string, text: string) => number;
  /** Of what the account says, how much may be put at risk. */
  readonly allowance: (account: ReplayAccount) => number;
  /** The model's window, tokens. */
  readonly window: number | null;
  /** Monotonic, ms. */
  readonly clock: () => number;
  readonly session?: number;
  readonly lane?: number;
  /** False: changes are decided as if nothing were ever kept, for showing what that costs. */
  readonly minds?: boolean;
}

export interface ReplayedTurn {
  readonly result: PipelineResult;
  /** What left, null where the plan let nothing leave. */
  readonly body: Uint8Array | null;
  /** Changes in force in it, by block. */
  readonly sent: ReadonlyMap<number, Change>;
  readonly usage: Usage | null;
  /** Uncached-token equivalents. */
  readonly bill: number;
  /** Of all steps. */
  readonly ms: number;
}

/**
 * One plan at work on one recorded lane. Between its requests it keeps what the program keeps in its store (changes, account) and in memory
 * (what the provider is believed to have of the prompts).
 */
export class ReplaySide {
  readonly #options: ReplaySideOptions;
  readonly #live = new LiveCache();
  readonly #shadow = new LiveCache();
  readonly #changes = new CarriedChanges();
  #account: ReplayAccount = { saved: 0, untouched: 0 };

  constructor(options: ReplaySideOptions) {
    this.#options = options;
  }

  get account(): ReplayAccount {
    return this.#account;
  }

  /** As it came: whoever begins in the middle of a conversation finds the cache that the request before it left. */
  observe(request: ReplayedRequest): ReplayedTurn {
    return this.#conclude(request, runPipeline(untouchedPlan.steps, this.#input(request, true)), 0);
  }

  /** Through steps that do not wait. */
  send(request: ReplayedRequest): ReplayedTurn {
    const started = this.#options.clock();
    const result = runPipeline(this.#options.plan.steps, this.#input(request));
    return this.#conclude(request, result, this.#options.clock() - started);
  }

  /**
   * The same where steps may wait (plugins). `counted` is called with the texts that are new before they are billed, so that
   * they can be counted.
   */
  async sendWaiting(
    request: ReplayedRequest,
    counted: (texts: readonly Change[]) => Promise<void> = async () => {},
  ): Promise<ReplayedTurn> {
    const { steps } = this.#options.plan;
    const started = this.#options.clock();
    const run = await gatherIntents(steps, this.#input(request));
    const result = concludeRun(steps, run);
    const ms = this.#options.clock() - started;
    if (result.created.length > 0) await counted(result.created);
    return this.#conclude(request, result, ms);
  }

  #input(request: ReplayedRequest, nothingNew = false): PipelineInput {
    const { plan, rules, compress, hash, tokensOf, window, clock, session = 1, lane = 1, minds = true } = this.#options;
    const { at, ...read } = request;
    return {
      ...read,
      session,
      lane,
      now: at,
      tokensOf,
      hash,
      changes: this.#changes.alive,
      pins: new Map(),
      zones: new Map(),
      restored: new Set(),
      redactions: [],
      isGone: () => false,
      cache: minds ? this.#live : new LiveCache(),
      rules,
      limit: plan.budget.limit ?? window,
      allowance: this.#options.allowance(this.#account),
      nothingNew: nothingNew || plan.mode === "observe",
      compress,
      clock,
    };
  }

  #conclude({ at, turn }: ReplayedRequest, result: PipelineResult, ms: number): ReplayedTurn {
    const nothing = { result, sent: new Map(), usage: null, bill: 0, ms };
    if (result.refusal) return { ...nothing, body: null };
    const { provider, rules, tokensOf } = this.#options;
    const { body } = result;
    this.#changes.carry(result, turn, tokensOf);
    const emission = this.#counted(result);
    const usage = provider.bill({ emission, body, at });
    this.#learn(result, emission, usage);
    return { result, body, sent: result.decision!.sent, usage, bill: billOf(usage, rules), ms };
  }

  /** What was an estimate when it was decided on is counted by now. */
  #counted({ created, decision, baseline }: PipelineResult): Emission {
    const { emission, sent } = decision!;
    const { tokensOf } = this.#options;
    const news = created.filter((change) => sent.get(change.block) === change);
    const later = new Map(news.map((change) => [change.block, tokensOf(change.hash, change.text)]));
    if (news.every(({ block, tokens }) => later.get(block) === tokens)) return emission;
    const known = new Map(
      [...sent].map(([block, change]) => [block, { ...change, tokens: later.get(block) ?? change.tokens }]),
    );
    return buildEmission(baseline!.input, known).emission;
  }

  /** What the governor does when the answer's usage is there. */
  #learn({ decision, baseline }: PipelineResult, sent: Emission, usage: Usage): void {
    const { rules } = this.#options;
    const { original } = baseline!;
    const at = baseline!.input.now;
    const warm = decision!.read;
    const shadow = this.#shadow.longest(original, at);
    this.#live.sent(sent, rules, at);
    this.#shadow.sent(original, rules, at);
    this.#live.answered(sent, usage, rules, at);
    this.#shadow.answered(original, usage, rules, at);
    const { billed, untouched } = untouchedBill({ usage, sent, warm, original, shadow, rules });
    this.#account = {
      saved: this.#account.saved + untouched - billed,
      untouched: this.#account.untouched + untouched,
    };
  }
}
