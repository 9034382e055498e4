import type { PluginHost, TrialVersion } from "@aperture/host/host/plugin-host";
import type { Trial } from "@aperture/host/host/trial";
import type { ResolvedPackage } from "@aperture/host/install/package-sources";
import { ApertureError, type ReplayEffect, type StageFigures, type UpdateProof } from "@aperture/sdk";
import type { PluginSlotsParts } from "../plugins/slots/plugin-slots.ts";
import type { Replayer } from "../replay/create-replayer.ts";
import { trialPlan } from "./trial-plan.ts";
import { unmeasuredProof } from "./unmeasured-proof.ts";

/** Recorded requests of a session that both versions answer, at most. */
const REQUESTS = 40;
/** Milliseconds that a version may take longer than twice the one before. */
const SLACK_MS = 1;

export interface ProofParts {
  readonly host: Pick<PluginHost, "trial">;
  readonly replayer: Pick<Replayer, "compare">;
  readonly facts: PluginSlotsParts["facts"];
}

export interface ProofInput {
  readonly plugin: string;
  readonly resolved: ResolvedPackage;
  /** What holds for it once it is there. */
  readonly granted: readonly string[];
  /** Why other output than before is expected, or null. */
  readonly expected: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** `isClean`: nothing was found at all. What was found and did not fail it is somebody's to judge. */
export interface Proved {
  readonly proof: UpdateProof;
  readonly isClean: boolean;
  /** It changed other blocks than the old version. */
  readonly isDifferent: boolean;
}

/**
 * Old against new on the user's own recorded requests, each in a runtime of its own and without any effect. Rejects with the signal's reason;
 * a version that does not start fails its proof.
 */
export async function proveUpdate(parts: ProofParts, input: ProofInput): Promise<Proved> {
  const { plugin, resolved, granted, signal } = input;
  await using trials = new AsyncDisposableStack();
  const start = async (version: TrialVersion): Promise<Trial> => {
    const trial = await parts.host.trial(plugin, version);
    trials.defer(() => trial.close());
    return trial;
  };
  let fresh: Trial;
  try {
    fresh = await start({ found: resolved.found, granted });
  } catch (error) {
    return failedToStart(error instanceof Error ? error.message : String(error));
  }
  // One that does not start any more is no reason to keep it: then the new one is held against nothing.
  const old = await start("installed").catch(() => null);
  signal?.throwIfAborted();
  const effect = await compare(parts, old, fresh, signal);
  return judge(input, effect, old, fresh);
}

/** Null: nothing was ever recorded. */
async function compare(
  { replayer, facts }: ProofParts,
  old: Trial | null,
  fresh: Trial,
  signal: AbortSignal | undefined,
): Promise<ReplayEffect | null> {
  try {
    const scope = { requests: REQUESTS, signal };
    return await replayer.compare(trialPlan(old, facts), trialPlan(fresh, facts), scope);
  } catch (error) {
    if (ApertureError.is(error) && (error.code === "no_session" || error.code === "replay_nothing")) return null;
    throw error;
  }
}

function judge(
  { resolved, expected }: ProofInput,
  effect: ReplayEffect | null,
  old: Trial | null,
  fresh: Trial,
): Proved {
  const failures = fresh.figures().reduce((sum, stage) => sum + stage.failures, 0);
  const [beforeP50, afterP50] = [slowest(old?.figures() ?? []), slowest(fresh.figures())];
  const changedBlocks = effect?.changedBlocks ?? 0;
  const isDifferent = old !== null && changedBlocks > 0;
  const serious = [
    ...(failures > 0 ? [`it failed ${failures} times: ${fresh.failures().slice(0, 3).join("; ")}`] : []),
    ...beyondDeadline(fresh),
    ...(effect && effect.invalid > 0 ? [`${effect.invalid} requests could not be sent with what it wants`] : []),
  ];
  const findings = [
    ...(beforeP50 !== null && afterP50 !== null && afterP50 > 2 * beforeP50 + SLACK_MS
      ? [`it takes ${afterP50.toFixed(1)} ms a call; ${beforeP50.toFixed(1)} ms before`]
      : []),
    ...(isDifferent && expected === null
      ? [`it changes ${changedBlocks} blocks otherwise, and neither its version nor its changelog says why`]
      : []),
  ];
  const nothing = { promptTokens: 0, bill: 0, usd: null };
  return {
    proof: {
      requests: effect?.requests ?? 0,
      sessions: effect?.sessions.length ?? 0,
      before: effect?.before ?? nothing,
      after: effect?.after ?? nothing,
      beforeP50,
      afterP50,
      changedBlocks,
      failures,
      passed: serious.length === 0,
      findings: [
        ...serious,
        ...findings,
        ...(isDifferent && expected !== null ? [`${changedBlocks} blocks are changed otherwise: ${expected}`] : []),
        ...(effect === null || effect.requests === 0
          ? [`nothing was recorded so far that ${resolved.found.manifest.name} could be tried on`]
          : []),
      ],
    },
    isClean: serious.length + findings.length === 0,
    isDifferent,
  };
}

/** Stages of which half of the calls take longer than they may. */
const beyondDeadline = (trial: Trial): string[] =>
  trial.figures().flatMap(({ hook, p50 }, place) => {
    const deadline = trial.manifest.stages[place]?.deadlineMs ?? Number.POSITIVE_INFINITY;
    return p50 !== null && p50 > deadline ? [`${hook} takes ${p50.toFixed(1)} ms; its deadline is ${deadline}`] : [];
  });

const slowest = (figures: readonly StageFigures[]): number | null =>
  figures.reduce<number | null>((most, { p50 }) => (p50 === null ? most : Math.max(most ?? 0, p50)), null);

const failedToStart = (reason: string): Proved => ({
  proof: unmeasuredProof(`it does not start: ${reason}`, false),
  isClean: false,
  isDifferent: false,
});
