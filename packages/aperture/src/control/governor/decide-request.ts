import type { Compress } from "@aperture/engine/compression/contract";
import type { Change } from "@aperture/engine/governor/change";
import type { CacheRules } from "@aperture/engine/governor/prices";
import type { Step } from "@aperture/engine/pipeline/pipeline-run";
import { type PipelineResult, runPipeline } from "@aperture/engine/pipeline/run";
import type { CacheBook } from "./cache-book.ts";
import type { GovernedRequest } from "./governed-request.ts";
import type { Account, SessionControls } from "./session-controls.ts";

/** Of what the session would have cost untouched, this much may be lost on changes that then do not pay (Must hold: 0.5 %). */
const RISK = 0.004;

export interface DecideParts {
  readonly caches: CacheBook;
  readonly rules: CacheRules;
  readonly tokensOf: (hash: string, text: string) => number;
  readonly hash: (text: string) => string;
  readonly steps: readonly Step[];
  readonly compress: Compress;
  readonly clock: () => number;
  readonly window: number | null;
}

export const allowanceOf = (account: Account | undefined): number =>
  account ? Math.max(0, account.saved + RISK * account.untouched) : 0;

/** One request through the pipeline, with all that was decided for its session. Writes nothing. */
export function decideRequest(
  request: GovernedRequest,
  controls: SessionControls,
  changes: readonly Change[],
  parts: DecideParts,
): PipelineResult {
  const { lane, upstreamHost, credential, shape } = request;
  const { live } = parts.caches.of({ upstreamHost, credential, model: shape.model ?? "" });
  return runPipeline(parts.steps, {
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
    redactions: controls.redactions,
    isGone: request.isGone,
    cache: live,
    rules: parts.rules,
    limit: controls.budget.limit ?? parts.window,
    allowance: allowanceOf(controls.accounts.get(lane)),
    nothingNew: request.bypass || controls.holdout || controls.mode === "observe",
    compress: parts.compress,
    clock: parts.clock,
  });
}
