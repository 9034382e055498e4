import { createCompress } from "@aperture/engine/compression/compress";
import type { BytesPort } from "@aperture/engine/document/ports";
import { cacheRules, type PriceTable } from "@aperture/engine/governor/prices";
import type { ReplayEffect } from "@aperture/sdk";
import { allowanceOf } from "../control/governor/pipeline-input.ts";
import { contextWindow } from "../control/look-up/context-window.ts";
import { findSession } from "../control/look-up/find-session.ts";
import { nativeBytes } from "../sessions/native-bytes.ts";
import type { Store } from "../store/contract.ts";
import type { SessionRecord } from "../store/records.ts";
import type { TokenCounter } from "../tokens/token-counter.ts";
import { EffectSum, type ReplayOutcome } from "./effect-sum.ts";
import { type RecordedLane, readLane } from "./recorded-lane.ts";
import { replayLane } from "./replay-lane.ts";
import type { ReplayPlan } from "./replay-plan.ts";
import { TextCounts } from "./text-counts.ts";

/** Sessions that are replayed where none is named. */
const SESSIONS = 5;

export interface ReplayScope {
  /** Session id or label; absent: the newest ones, up to 5. */
  readonly session?: string | undefined;
  /** Requests at most, the newest of each session. */
  readonly requests: number;
  readonly signal?: AbortSignal | undefined;
}

/** What something would have done to requests that were recorded. Nothing is sent, stored or changed by it. */
export interface Replayer {
  /** Rejects `not_found`, `no_session`, and with the signal's reason. */
  compare(before: ReplayPlan, after: ReplayPlan, scope: ReplayScope): Promise<ReplayEffect>;
  /** The same, with what shows that two replays sent the same bytes. */
  run(before: ReplayPlan, after: ReplayPlan, scope: ReplayScope): Promise<ReplayOutcome>;
}

export interface ReplayerOptions {
  readonly store: Store;
  readonly prices: PriceTable;
  readonly counter: Pick<TokenCounter, "count">;
  readonly port?: BytesPort;
  /** Monotonic, ms. */
  readonly clock?: () => number;
}

export function createReplayer(options: ReplayerOptions): Replayer {
  const { store, prices, counter, port = nativeBytes, clock = () => performance.now() } = options;
  const compress = createCompress({ skeleton: () => null });

  async function run(before: ReplayPlan, after: ReplayPlan, scope: ReplayScope): Promise<ReplayOutcome> {
    const sum = new EffectSum();
    for (const session of sessionsOf(scope.session))
      for (const recorded of lanesOf(session, scope.requests)) {
        const { model } = recorded;
        await replayLane(
          recorded,
          [before, after],
          {
            port,
            rules: cacheRules(prices, model, session.dialect),
            counts: new TextCounts({
              store,
              count: counter.count,
              factor: (model === null ? undefined : store.models.get(model)?.factor) ?? 1,
            }),
            window: contextWindow(model),
            compress,
            allowance: allowanceOf,
            clock,
            signal: scope.signal,
          },
          sum,
        );
      }
    return sum.outcome();
  }

  const sessionsOf = (name: string | undefined): SessionRecord[] =>
    name === undefined ? store.sessions.list({ limit: SESSIONS }) : [findSession(store, name)];

  /** One lane at a time is in memory. */
  function* lanesOf(session: SessionRecord, most: number): Generator<RecordedLane> {
    let room = most;
    const lanes = store.lanes.ofSession(session.n).filter(({ kind }) => kind === "main");
    for (const lane of lanes.toSorted((a, b) => b.lastSeen - a.lastSeen || a.n - b.n)) {
      const recorded = room > 0 ? readLane(store, session, lane, room) : null;
      if (!recorded) continue;
      room -= recorded.requests.length;
      yield recorded;
    }
  }

  return {
    run,
    compare: async (before, after, scope) => (await run(before, after, scope)).effect,
  };
}
