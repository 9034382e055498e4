import type { Compress } from "@aperture/engine/compression/contract";
import type { BytesPort } from "@aperture/engine/document/ports";
import type { Change } from "@aperture/engine/governor/change";
import type { CacheRules } from "@aperture/engine/governor/prices";
import { ChangedBlocks } from "@aperture/engine/replay/changed-blocks";
import { SentReader } from "@aperture/engine/replay/is-acceptable";
import { PromptProvider } from "@aperture/engine/replay/prompt-provider";
import type { RecordedBlock, RecordedRequest } from "@aperture/engine/replay/recorded-request";
import { type ReplayedTurn, ReplaySide, type ReplaySideOptions } from "@aperture/engine/replay/replay-side";
import type { ReplayedRequest } from "@aperture/engine/replay/replayed-request";
import { RequestReader } from "@aperture/engine/replay/request-reader";
import { idOf } from "../control/look-up/ids.ts";
import type { EffectSum } from "./effect-sum.ts";
import { fitLane } from "./fit-lane.ts";
import { type RecordedLane, withRules } from "./recorded-lane.ts";
import type { ReplayPlan } from "./replay-plan.ts";
import { Slices } from "./slices.ts";
import type { TextCounts } from "./text-counts.ts";

const lifetimes = { "5m": 5 * 60_000, "1h": 60 * 60_000 } as const;

export interface LaneReplay {
  readonly port: BytesPort;
  readonly rules: CacheRules;
  readonly counts: TextCounts;
  readonly window: number | null;
  /** Of plans without one of their own. */
  readonly compress: Compress;
  readonly allowance: ReplaySideOptions["allowance"];
  readonly clock: () => number;
  readonly signal: AbortSignal | undefined;
}

/** One plan on this lane. */
interface Side {
  readonly plan: ReplayPlan;
  readonly side: ReplaySide;
  readonly reader: SentReader;
}

/**
 * A recorded lane through two plans, request by request, so that a request is made and read once; gives way between what takes time.
 * Rejects only with the signal's reason and what the store throws: a request that cannot be sent is counted as invalid.
 */
export async function replayLane(
  recorded: RecordedLane,
  plans: readonly [ReplayPlan, ReplayPlan],
  lane: LaneReplay,
  sum: EffectSum,
): Promise<void> {
  const { port, rules, counts, signal } = lane;
  const marks = withRules(recorded, rules);
  const reader = new RequestReader({ port, model: recorded.model, marks });
  const ttl = marks === null ? rules.ttl : lifetimes[marks];
  const slices = new Slices();
  const size = await fitLane(recorded, counts, slices, signal);
  const sides = plans.map((plan) => sideOf(plan, recorded, lane, new PromptProvider(rules, ttl, size)));
  const session = idOf("session", recorded.session.n);
  const changed = new ChangedBlocks(session);
  const seen = new Set<RecordedBlock>();

  const tokensOf = ({ hash, text, tokens }: RecordedBlock): number => tokens ?? counts.tokensOf(hash, text());

  async function read(request: RecordedRequest): Promise<ReplayedRequest | null> {
    const fresh = request.blocks.filter((block) => !seen.has(block));
    for (const block of fresh) seen.add(block);
    await counts.blocks(fresh);
    for (const { plan } of sides) await plan.ahead?.(fresh, tokensOf);
    const steps = reader.read(request);
    for (;;) {
      await slices.breathe(signal);
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  async function send({ plan, side, reader: sent }: Side, request: ReplayedRequest): Promise<ReplayedTurn | null> {
    await slices.breathe(signal);
    let uncounted: unknown = null;
    const count = (texts: readonly Change[]): Promise<void> =>
      counts.texts(texts).catch((error: unknown) => {
        uncounted = error;
      });
    try {
      const turn = await side.sendWaiting(request, count);
      if (uncounted !== null) throw uncounted;
      for (const { block } of turn.result.created) {
        const origin = turn.result.origins.get(block);
        if (origin !== undefined) plan.injected?.(recorded.lane.n, origin);
      }
      await slices.breathe(signal);
      return turn.body === null || sent.isAcceptable(turn.body, request) ? turn : null;
    } catch (error) {
      signal?.throwIfAborted();
      // A dead counter says nothing of the request.
      if (error === uncounted) throw error;
      return null;
    }
  }

  const earlier = recorded.before && (await read(recorded.before));
  if (earlier) for (const { side } of sides) side.observe(earlier);
  for (const next of recorded.requests) {
    const request = await read(next);
    const before = request && (await send(sides[0]!, request));
    const after = request && (await send(sides[1]!, request));
    if (!before || !after) {
      sum.invalid();
      continue;
    }
    sum.add(session, before, after, { rules, ms: after.ms + (plans[1].spent?.() ?? 0) });
    changed.compare(before, after, next.turn);
  }
  sum.blocks(changed.found);
  sum.leftOut(recorded.leftOut);
}

function sideOf(plan: ReplayPlan, { session, lane }: RecordedLane, replay: LaneReplay, provider: PromptProvider): Side {
  const { port, rules, counts, window, compress, allowance, clock } = replay;
  const side = new ReplaySide({
    plan,
    provider,
    rules,
    compress: plan.compress ?? compress,
    hash: port.hash,
    tokensOf: counts.tokensOf,
    allowance,
    window,
    clock,
    session: session.n,
    lane: lane.n,
  });
  return { plan, side, reader: new SentReader(port) };
}
