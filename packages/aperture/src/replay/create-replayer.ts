import { createCompress } from "@aperture/engine/compression/compress";
import type { BytesPort } from "@aperture/engine/document/ports";
import { cacheRules, type PriceTable } from "@aperture/engine/governor/prices";
import { ApertureError, type ReplayEffect, ReplayLibraryItem } from "@aperture/sdk";
import { allowanceOf } from "../control/governor/pipeline-input.ts";
import { createGrammars, type Grammars } from "../control/grammars.ts";
import { contextWindow } from "../control/look-up/context-window.ts";
import { findSession } from "../control/look-up/find-session.ts";
import type { Library } from "../library/contract.ts";
import { nativeBytes } from "../sessions/native-bytes.ts";
import type { Store } from "../store/contract.ts";
import type { SessionRecord } from "../store/records.ts";
import type { TokenCounter } from "../tokens/token-counter.ts";
import { EffectSum, type ReplayOutcome } from "./effect-sum.ts";
import { type ItemValues, valuesOf, valuesOfText } from "./item-values.ts";
import { planOf } from "./plan-of.ts";
import { type RecordedLane, readLane } from "./recorded-lane.ts";
import { replayLane } from "./replay-lane.ts";
import { type ReplayPlan, untouched } from "./replay-plan.ts";
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
  /**
   * Of something of the library by itself, or of a text that would be. Rejects `library_not_found`, `library_invalid`, `preset_cycle`,
   * `invalid_input`.
   */
  effectOf(input: ReplayLibraryItem, signal?: AbortSignal): Promise<ReplayEffect>;
  /** The same, with what shows that two replays sent the same bytes. */
  outcomeOf(input: ReplayLibraryItem, signal?: AbortSignal): Promise<ReplayOutcome>;
  close(): Promise<void>;
}

export interface ReplayerOptions {
  readonly store: Store;
  readonly prices: PriceTable;
  readonly counter: Pick<TokenCounter, "count">;
  /** Absent: only plans can be compared. */
  readonly library?: Library;
  /** Outlines of code; default: of its own, made when they are first needed. */
  readonly grammars?: Pick<Grammars, "prepare" | "skeleton">;
  readonly port?: BytesPort;
  /** Monotonic, ms. */
  readonly clock?: () => number;
}

export function createReplayer(options: ReplayerOptions): Replayer {
  const { store, prices, counter, library, port = nativeBytes, clock = () => performance.now() } = options;
  const compress = createCompress({ skeleton: () => null });
  const own = options.grammars ? null : createGrammars();
  const grammars = options.grammars ?? own!;

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
    return sum.outcome([...new Set([before, after].flatMap(({ leftOut }) => leftOut ?? []))]);
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

  const plan = ({ values, template }: ItemValues): ReplayPlan => planOf(values, template, { grammars, clock });

  async function outcomeOf(input: ReplayLibraryItem, signal?: AbortSignal): Promise<ReplayOutcome> {
    const { item, text, kind, against, session, requests, ...given } = ReplayLibraryItem.parse(input);
    if (!library) throw new ApertureError("invalid_input", { detail: "there is no library here" });
    // What is shown is what would be applied: in a session, its own folder says what a name means.
    const project = (session === undefined ? given.project : findSession(store, session).project) ?? null;
    const before = against ? plan(valuesOf(library, against, project)) : untouched;
    const asked = askedFor(library, { item, text, kind }, project);
    return run(before, plan(asked), { session, requests, signal });
  }

  return {
    run,
    compare: async (before, after, scope) => (await run(before, after, scope)).effect,
    outcomeOf,
    effectOf: async (input, signal) => (await outcomeOf(input, signal)).effect,
    close: async () => own?.close(),
  };
}

function askedFor(
  library: Library,
  { item, text, kind }: Pick<ReplayLibraryItem, "item" | "text" | "kind">,
  project: string | null,
): ItemValues {
  if (item) return valuesOf(library, item, project);
  if (text !== undefined && kind !== undefined) return valuesOfText(library, kind, text, project);
  throw new ApertureError("invalid_input", { detail: "say `item`, or `text` with its `kind`" });
}
