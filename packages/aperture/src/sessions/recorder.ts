import type { Dialect } from "@aperture/engine/dialects/dialect";
import { dialects } from "@aperture/engine/dialects/index";
import { commonPrefix } from "@aperture/engine/document/common-prefix";
import type { Document } from "@aperture/engine/document/document";
import type { Governor } from "../control/governor/governor.ts";
import type { HoldGate } from "../control/holds.ts";
import { Activity } from "../proxy/activity.ts";
import { asItCame, type Exchange, type ExchangeHead, type ExchangeSink } from "../proxy/exchange.ts";
import type { Store } from "../store/contract.ts";
import type { RedactionMarker } from "../store/redaction-marker.ts";
import { AppliedForm } from "./applied-form.ts";
import { chooseLane } from "./choose-lane.ts";
import { contentKey, newestWithContentKey } from "./content-key.ts";
import { countingExchange } from "./counting-exchange.ts";
import { decodeAnswer, isEncoded } from "./decode-answer.ts";
import { governedRequest } from "./govern-request.ts";
import { createGoverning } from "./governing.ts";
import { identify } from "./identify.ts";
import { nativeBytes } from "./native-bytes.ts";
import { type Ending, readEnding } from "./read-ending.ts";
import { openRequest, type Reading, understand } from "./read-request.ts";
import { recordAnswer } from "./record-answer.ts";
import { laneRequest, recordRequest } from "./record-request.ts";
import { type RecordedTurn, Recording, type RecordingJobs, type ResumedBody } from "./recording.ts";
import type { RecordingContext } from "./recording-context.ts";
import { SessionBook } from "./session-book.ts";
import type { SessionState } from "./state.ts";
import { unreadExchange } from "./unread-exchange.ts";
import { type Job, WorkQueue } from "./work-queue.ts";

/** A request is read this long after it was forwarded: by then its bytes are out, and the model is still thinking. */
const READ_DELAY = 3;
/** Bytes compared at each of a few places. */
const PROBE = 1024;

export interface RecorderOptions {
  readonly store: Store;
  readonly now?: () => number;
  /** Told of every byte that passes; who counts tokens looks at the same one. */
  readonly activity?: Activity;
  /** Decides what leaves where something is applied or waits; without it every request leaves as it came. */
  readonly governor?: Governor;
  /** Requests that somebody wants to see before they leave. */
  readonly holds?: HoldGate;
  /** Which conversations have redactions, even where the store cannot say. */
  readonly marker?: Pick<RedactionMarker, "isLost" | "isNoted">;
  readonly log?: (message: string, error: unknown) => void;
  /** Called for every text that is new in the store. */
  readonly wantCount?: RecordingContext["wantCount"];
  /** Called after a turn's answer with billed usage was stored. */
  readonly onUsage?: (turn: number, model: string) => void;
}

export interface Recorder extends ExchangeSink {
  stats(): { opaque: number; failedOpen: number };
  /** Forgets what is cached of a session that was removed from the store. */
  forget(session: number): void;
  /** Resolves when everything told so far is in the store. */
  drain(): Promise<void>;
}

/** Turns exchanges into sessions, lanes, turns and blocks: after the bytes have gone, in small batches, one commit each. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { store, now = Date.now, governor } = options;
  const book = new SessionBook(store);
  const stats = { opaque: 0, failedOpen: 0 };
  const context: RecordingContext = { store, book, now, wantCount: options.wantCount ?? (() => {}) };
  const activity = options.activity ?? new Activity();
  const queue = new WorkQueue({
    activity,
    transaction: (work) => store.transaction(work),
    onRollback: forgetAll,
    onFailure: noteFailedOpen,
  });
  const applied = governor && new AppliedForm(store, governor, options.marker);
  const governing =
    governor &&
    applied &&
    createGoverning({
      store,
      governor,
      applied,
      holds: options.holds,
      failedOpen: noteFailedOpen,
      forgetAll,
      write: writeRequest,
      scan: scanBody,
      choose: (recording, reading, resumed) =>
        chooseLane(laneRequest(recording, reading), ordered(candidates(recording, reading), resumed)),
    });

  /** Memory may be ahead of the store. */
  function forgetAll(): void {
    book.clear();
    governor?.rolledBack();
  }

  function noteFailedOpen(error: unknown): void {
    stats.failedOpen++;
    options.log?.("a request went through but could not be recorded", error);
  }

  /** The body's members, resumed from the one it goes on from. */
  function* scanBody(recording: Recording, bytes: Uint8Array, dialect: Dialect): Generator<void, ResumedBody> {
    const resumed = bestDocument(bytes, resumable(recording));
    const opened = yield* openRequest(bytes, dialect, recording.request.target, resumed?.document);
    if (!("opaque" in opened) && opened.shape.conversationHint !== null)
      recording.identity = identify(recording.request, opened.shape.conversationHint);
    return { opened, resumed: resumed?.session };
  }

  /** Writes session, lane, turn and blocks. Inside a transaction. */
  function writeRequest(recording: Recording, reading: Reading, resumed: SessionState | undefined): RecordedTurn {
    const sessions = ordered(candidates(recording, reading), resumed);
    recording.turn = recordRequest(context, recording, reading, sessions);
    recording.bytes = null;
    return recording.turn;
  }

  function* recordBody(recording: Recording): Generator<void, (() => void) | undefined> {
    const { bytes, request } = recording;
    // Of an upload that was cut, its end says all there is to say.
    if (recording.opaqueReason === "incomplete" && recording.failure) return undefined;
    if (!bytes || !request.dialect) return () => noteOpaque(recording, recording.opaqueReason ?? "not read");
    const dialect = dialects[request.dialect];
    const { opened, resumed } = recording.scanned ?? (yield* scanBody(recording, bytes, dialect));
    if ("opaque" in opened) return () => noteOpaque(recording, opened.opaque);
    const reading = understand(opened, dialect);
    return () => {
      const turn = writeRequest(recording, reading, resumed);
      recording.scanned = null;
      const request = governedRequest(recording, reading, turn, dialect);
      if (recording.stands) governor?.followed(request);
      else governor?.observed(request);
    };
  }

  function* recordEnd(recording: Recording, chunks: readonly Uint8Array[] | null): Generator<void, () => void> {
    const { turn, request } = recording;
    const dialect = request.dialect && dialects[request.dialect];
    const ending = turn && dialect ? readEnding(recording, dialect, chunks) : null;
    // Reading a large answer and writing it are two goes.
    yield;
    return () => {
      noteFailure(recording, ending);
      // Of a session that was removed while its answer came, nothing is kept.
      if (!turn || !dialect || !ending || !store.sessions.get(turn.session)) return;
      recordAnswer(context, recording, turn, dialect, ending);
      recording.chunks = [];
      governor?.answered(turn.turn, ending.outcome, ending.answer?.usage ?? null);
      if (turn.model !== null && ending.answer?.usage) options.onUsage?.(turn.turn, turn.model);
    };
  }

  function noteFailure({ failure, status, request }: Recording, ending: Ending | null): void {
    if (failure?.code === "client_gone") {
      if (ending && ending.outcome !== "cancelled") return;
      store.events.append("client-cancelled", { phase: status === null ? "before the answer" : "during the answer" });
    } else if (failure) {
      const { code, message } = failure;
      store.events.append("upstream-failed", { code, message, host: request.upstreamHost });
    }
  }

  function noteOpaque(recording: Recording, reason: string): void {
    // A second try is of the same request.
    if (!recording.isOpaque) stats.opaque++;
    recording.isOpaque = true;
    store.events.append("request-opaque", {
      reason,
      dialect: recording.request.dialect,
      bytes: recording.bytes?.length ?? 0,
    });
    recording.bytes = null;
  }

  const named = (key: string): SessionState[] => {
    const state = book.byKey(key);
    return state ? [state] : [];
  };

  /** Sessions whose bodies this one may go on from: without a key any of its client's, for the body may name one of them. */
  function resumable({ identity, request }: Recording): SessionState[] {
    if (identity.key !== null) return named(identity.key);
    return book
      .inMemory()
      .filter(({ record }) => record.dialect === request.dialect && record.client === identity.client);
  }

  /** Sessions a request may belong to: the one its id names, else those recognised by content that begin like it. */
  function candidates(recording: Recording, reading: Reading): SessionState[] {
    if (recording.identity.key !== null) return named(recording.identity.key);
    const inMemory = book
      .inMemory()
      .filter(({ record }) => record.source === "content" && record.dialect === reading.dialect);
    const first = reading.keys.conversation[0];
    const alike = inMemory.filter((state) => state.lanes.some((lane) => lane.heads[0]?.keys.conversation[0] === first));
    if (alike.length > 0) return alike;
    const base = contentKey(reading.dialect, recording.request.upstreamHost, first);
    const newest = newestWithContentKey(store.sessions, base);
    const stored = newest && book.byKey(newest.key);
    return stored ? [stored] : inMemory;
  }

  const reads = new Map<Recording, NodeJS.Timeout>();
  const enqueueBody = (recording: Recording): void => {
    reads.delete(recording);
    const { bytes } = recording;
    queue.add({
      key: recording.queueKey,
      bytes: bytes?.length ?? 0,
      steps: () => recordBody(recording),
      // A second try needs the body again. Without one there is no turn: its number goes to another request.
      rolledBack() {
        recording.bytes = bytes;
        recording.turn = null;
      },
    });
  };
  const jobs: RecordingJobs = {
    onBytes: () => activity.touch(),
    async onGovern(recording, signal) {
      activity.touch();
      // What came before is understood first: its bytes are out, and its answer's blocks are in this request.
      for (const [earlier, timer] of reads) {
        if (earlier.queueKey !== recording.queueKey) continue;
        clearTimeout(timer);
        enqueueBody(earlier);
      }
      queue.flush(recording.queueKey);
      const verdict = governing && (await governing.decide(recording, signal));
      // What was not decided is recorded like any other, once its bytes are out.
      if (recording.stands) reads.set(recording, setTimeout(enqueueBody, READ_DELAY, recording));
      else if (recording.turn === null && !signal.aborted) enqueueBody(recording);
      return verdict ?? asItCame;
    },
    onBody(recording) {
      activity.touch();
      reads.set(recording, setTimeout(enqueueBody, READ_DELAY, recording));
    },
    onEnd(recording) {
      const timer = reads.get(recording);
      if (timer) {
        clearTimeout(timer);
        enqueueBody(recording);
      }
      const encoding = recording.headers["content-encoding"];
      const key = recording.queueKey;
      const ending = (chunks: readonly Uint8Array[] | null): Job => ({
        key,
        bytes: sizeOf(chunks ?? []),
        steps: () => recordEnd(recording, chunks),
      });
      if (recording.answerDropped) queue.add(ending(null));
      else if (isEncoded(encoding)) queue.addLater(key, decodeAnswer(recording.chunks, encoding!).then(ending));
      else queue.add(ending(recording.chunks));
    },
  };

  return {
    begin(head: ExchangeHead): Exchange | null {
      activity.touch();
      if (head.counts !== null) return applied ? countingExchange(head, applied, governor.protecting()) : null;
      if (head.dialect === null) return applied ? unreadExchange(head, applied, governor.protecting()) : null;
      const recording = new Recording(head, identify(head, null), jobs, now);
      recording.governed = governing?.wants(recording) ?? false;
      return recording;
    },
    settled(head) {
      // Law 1: with nothing applied, bytes go first and are understood later; waiting would only cost the agent time.
      const identity = identify(head, null);
      return identity.key !== null && governing?.wants({ identity, request: head })
        ? queue.settled(identity.key)
        : undefined;
    },
    stats: () => ({ ...stats }),
    forget(session) {
      book.forget(session);
      applied?.forget(session);
      governor?.forget(session);
    },
    drain() {
      for (const [recording, timer] of reads) {
        clearTimeout(timer);
        enqueueBody(recording);
      }
      return queue.drain();
    },
  };
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);

/** A parsed body that this one can be resumed from: the newest it goes on from, else the one it shares most with. */
function bestDocument(
  bytes: Uint8Array,
  sessions: readonly SessionState[],
): { document: Document; session: SessionState } | undefined {
  let best: { document: Document; session: SessionState; common: number } | undefined;
  for (const session of sessions)
    for (const lane of session.lanes)
      for (const { document } of lane.heads) {
        if (!document) continue;
        if (seemsToGoOn(bytes, document.bytes)) return { document, session };
        const common = commonPrefix(bytes, 0, document.bytes, 0, nativeBytes);
        if (!best || common > best.common) best = { document, session, common };
      }
  return best;
}

/** Three probes instead of a compare of all: a wrong guess costs a scan, not correctness. */
function seemsToGoOn(bytes: Uint8Array, earlier: Uint8Array): boolean {
  if (earlier.length < 4 * PROBE || bytes.length < earlier.length) return false;
  return [0.3, 0.5, 0.7].every((share) => {
    const at = Math.floor(earlier.length * share);
    return nativeBytes.equal(bytes, at, earlier, at, PROBE);
  });
}

function ordered(sessions: SessionState[], first: SessionState | undefined): SessionState[] {
  return first && sessions.includes(first) ? [first, ...sessions.filter((session) => session !== first)] : sessions;
}
