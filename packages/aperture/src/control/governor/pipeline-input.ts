import type { Compress } from "@aperture/engine/compression/contract";
import type { Change } from "@aperture/engine/governor/change";
import type { Emission } from "@aperture/engine/governor/emission";
import type { CacheRules } from "@aperture/engine/governor/prices";
import type { PipelineInput, StageAnswer } from "@aperture/engine/pipeline/pipeline-run";
import type { CacheBook } from "./cache-book.ts";
import type { GovernedRequest } from "./governed-request.ts";
import type { Account, SessionControls } from "./session-controls.ts";

/** Of what the session would have cost untouched, this much may be lost on changes that then do not pay (Must hold: 0.5 %). */
const RISK = 0.003;

export interface InputParts {
  readonly caches: CacheBook;
  readonly rules: CacheRules;
  readonly tokensOf: (hash: string, text: string) => number;
  readonly hash: (text: string) => string;
  readonly compress: Compress;
  readonly clock: () => number;
  readonly window: number | null;
  /** Tokens a prompt will be billed as, learnt from the lane's bills. */
  readonly sizeOf: (prompt: Emission) => number | null;
  /** Prices and window of another model of the same wire. */
  readonly modelFacts: (model: string) => { readonly rules: CacheRules; readonly window: number | null };
  /** What stages elsewhere said to this very request. */
  readonly answers?: ReadonlyMap<string, StageAnswer> | undefined;
}

/**
 * Of what was saved, as far as is known: only the bill is certain, the untouched one is worked out. Where blocks are short and the
 * frame is small it comes out too high, by a third and more.
 */
const SURELY_SAVED = 0.75;

export function allowanceOf(account: Account | undefined): number {
  if (!account) return 0;
  const saved = account.saved > 0 ? account.saved * SURELY_SAVED : account.saved;
  return Math.max(0, saved + RISK * account.untouched);
}

/** One request as the pipeline gets it, with all that was decided for its session. */
export function pipelineInput(
  request: GovernedRequest,
  controls: SessionControls,
  changes: readonly Change[],
  parts: InputParts,
): PipelineInput {
  const { lane, upstreamHost, credential, shape } = request;
  const cacheOf = (model: string) => parts.caches.of({ upstreamHost, credential, model }).live;
  return {
    dialect: request.dialect,
    document: request.document,
    shape,
    drafts: request.drafts,
    numbers: request.numbers,
    session: request.session,
    lane,
    turn: request.number,
    now: request.at,
    firstTurn: request.firstTurn,
    tokensOf: parts.tokensOf,
    hash: parts.hash,
    changes,
    pins: controls.pins,
    zones: controls.zones,
    restored: controls.restored,
    redactions: controls.redactions,
    isGone: request.isGone,
    sizeOf: parts.sizeOf,
    cache: cacheOf(shape.model ?? ""),
    otherModel: (model) => ({ cache: cacheOf(model), ...parts.modelFacts(model) }),
    rules: parts.rules,
    limit: controls.budget.limit ?? parts.window,
    allowance: allowanceOf(controls.accounts.get(lane)),
    nothingNew: request.bypass || controls.holdout || controls.mode === "observe",
    compress: parts.compress,
    clock: parts.clock,
    answers: parts.answers,
  };
}
