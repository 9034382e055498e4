import type { Dialect } from "@aperture/engine/dialects/dialect";
import { dialects } from "@aperture/engine/dialects/index";
import type { Governed, GovernedRequest } from "../control/governor/governed-request.ts";
import type { Governor } from "../control/governor/governor.ts";
import type { HoldableRequest, HoldGate } from "../control/holds.ts";
import { asItCame, type Verdict } from "../proxy/exchange.ts";
import type { Store } from "../store/contract.ts";
import type { AppliedForm } from "./applied-form.ts";
import type { LaneChoice } from "./choose-lane.ts";
import {
  governedRequest,
  holdableRequest,
  refuseBypass,
  refuseDropped,
  refuseUnredacted,
  refuseUnseen,
  restorerOf,
  verdictOf,
} from "./govern-request.ts";
import { hideLeftOver } from "./hide-left-over.ts";
import { type OpenedBody, type Reading, understand } from "./read-request.ts";
import type { RecordedTurn, Recording, ResumedBody } from "./recording.ts";
import { standingBytes } from "./standing-bytes.ts";
import { standingForm } from "./standing-form.ts";
import type { SessionState } from "./state.ts";

export interface GoverningOptions {
  readonly store: Store;
  readonly governor: Governor;
  readonly applied: AppliedForm;
  readonly holds: HoldGate | undefined;
  readonly failedOpen: (error: unknown) => void;
  readonly forgetAll: () => void;
  readonly scan: (recording: Recording, bytes: Uint8Array, dialect: Dialect) => Generator<void, ResumedBody>;
  /** Whose request it seems to be; writes nothing. */
  readonly choose: (recording: Recording, reading: Reading, resumed: SessionState | undefined) => LaneChoice;
  readonly write: (recording: Recording, reading: Reading, resumed: SessionState | undefined) => RecordedTurn;
}

export interface Governing {
  /** Whether a request has to be understood before it leaves. By headers alone; never throws. */
  wants(recording: Pick<Recording, "identity"> & { readonly request: Pick<Recording["request"], "tag"> }): boolean;
  /** Records the request, decides, stores both, and says what leaves. Never rejects unless the client left. */
  decide(recording: Recording, signal: AbortSignal): Promise<Verdict>;
}

/** Requests of conversations in which something is applied or waits: record first, decide, commit, then forward. */
export function createGoverning(options: GoverningOptions): Governing {
  const { store, governor, applied, holds } = options;

  async function decide(recording: Recording, signal: AbortSignal): Promise<Verdict> {
    const { bytes, request } = recording;
    const missing = applied.missing(recording.identity);
    if (missing !== null) return refuseUnredacted(missing);
    if (request.bypass && isProtected(recording)) return refuseBypass();
    if (request.bypass && governor.protecting().length > 0) return refuseBypass(governor.protecting());
    const dialect = request.dialect && dialects[request.dialect];
    if (!bytes || !dialect) return unreadable(recording, recording.opaqueReason ?? "it could not be read");
    if (request.sealed !== null) return unreadable(recording, request.sealed);
    let reading: Reading | undefined;
    try {
      const scanned = await inSlices(options.scan(recording, bytes, dialect));
      const { opened, resumed } = scanned;
      if ("opaque" in opened) return unreadable(recording, opened.opaque);
      const { readOnly } = opened.document;
      if (readOnly !== null && isProtected(recording)) return refuseUnredacted(readOnly);
      const alike = resumed && standsInBytes(recording, opened, resumed);
      if (alike) return asItStands(recording, scanned, alike);
      const known = understand(opened, dialect);
      reading = known;
      const standing = standsInBlocks(recording, known, resumed, dialect);
      if (standing) return asItStands(recording, scanned, standing);
      let governed: Governed | null = null;
      let stopped: HoldableRequest | null = null;
      store.transaction(() => {
        const turn = options.write(recording, known, resumed);
        const holdable = holdableRequest(store, recording, known, turn);
        if (holds?.stops(holdable)) stopped = holdable;
        else if (!governor.asksOthers()) governed = governor.decide(governedRequest(recording, known, turn, dialect));
      });
      governor.committed();
      if (stopped && (await holds!.wait(stopped, signal)) === "drop") return refuseDropped();
      signal.throwIfAborted();
      governed ??= await decideRecorded(governedRequest(recording, known, recording.turn!, dialect), signal);
      noteModel(recording, governed.model);
      return leaving(governed, bytes, dialect);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      options.forgetAll();
      options.failedOpen(error);
      recording.bytes = bytes;
      recording.turn = null;
      return lastGood(recording, reading, dialect);
    }
  }

  /** Usage is learnt from, and billed, by the model that answers. */
  function noteModel(recording: Recording, model: string | null): void {
    const { turn } = recording;
    if (!turn || model === null || turn.model === model) return;
    recording.turn = { ...turn, model };
    store.turns.update(turn.turn, { model });
  }

  const leaving = (governed: Governed, came: Uint8Array, dialect: Dialect): Verdict =>
    hideLeftOver(verdictOf(governed, dialect.id), came, governed.redactions);

  /** Where nothing is to be decided its bytes go first, as law 1 has it, and it is recorded behind them. */
  function asItStands(recording: Recording, scanned: ResumedBody, body: Uint8Array): Verdict {
    const isEdited = body !== recording.bytes;
    recording.stands = true;
    recording.scanned = scanned;
    return isEdited ? { ...asItCame, body } : asItCame;
  }

  function standsInBytes({ identity }: Recording, opened: OpenedBody, session: SessionState): Uint8Array | null {
    const { n, key } = session.record;
    if (identity.key !== key || isWatched(n)) return null;
    return standingBytes(opened, identity, session, governor);
  }

  function standsInBlocks(
    recording: Recording,
    reading: Reading,
    resumed: SessionState | undefined,
    dialect: Dialect,
  ): Uint8Array | null {
    const { session, lane, head, isResend } = options.choose(recording, reading, resumed);
    if (!session || !lane || !head || isResend || isWatched(session.record.n)) return null;
    const standing = governor.standing(session.record.n, lane.record.n);
    return standing && standingFormOrNull(dialect, reading, head.parts, standing.changes);
  }

  const isWatched = (session: number): boolean => holds?.watched().includes(session) ?? false;

  /** Recorded and committed before: whoever looked at it first, or runs elsewhere, had his say; what changed meanwhile counts. */
  async function decideRecorded(request: GovernedRequest, signal: AbortSignal): Promise<Governed> {
    const gathered = governor.asksOthers() ? await governor.gather(request) : undefined;
    signal.throwIfAborted();
    const governed = store.transaction(() => governor.decide(request, gathered));
    governor.committed();
    return governed;
  }

  /** What was sent before is sent again, and nothing new is done. */
  function lastGood(recording: Recording, reading: Reading | undefined, dialect: Dialect): Verdict {
    const missing = applied.missing(recording.identity);
    if (missing !== null) return refuseUnredacted(missing);
    if (governor.protecting().length > 0)
      return refuseUnseen(governor.protecting(), store.trouble() ?? "it could not be decided upon");
    if (!reading) return isProtected(recording) ? refuseUnredacted("it could not be read") : asItCame;
    const { identity, request } = recording;
    try {
      const redactions = applied.redactions(identity);
      const { document, drafts } = reading;
      const replay = applied.replay(identity, { dialect, document, drafts }, redactions);
      recording.replayed = replay !== null;
      if (replay?.lane) governor.resent(replay.lane, request.at);
      const verdict = { body: replay?.body ?? null, refusal: null, restorer: restorerOf(redactions, dialect.id) };
      return hideLeftOver(verdict, document.bytes, redactions);
    } catch (error) {
      options.failedOpen(error);
      return isProtected(recording) ? refuseUnredacted("it could not be edited") : asItCame;
    }
  }

  function unreadable(recording: Recording, reason: string): Verdict {
    if (governor.protecting().length > 0) return refuseUnseen(governor.protecting(), reason);
    return isProtected(recording) ? refuseUnredacted(reason) : asItCame;
  }

  /** Whether anything of the conversation must not leave. */
  const isProtected = ({ identity }: Recording): boolean => applied.redactions(identity).length > 0;

  return {
    wants({ identity, request }) {
      try {
        if (applied.missing(identity) !== null) return true;
        if (governor.governsAll() || governor.governsNew(request.tag)) return true;
        const watched = holds?.watched() ?? [];
        return applied
          .sessionsOf(identity, watched)
          .some((session) => governor.governs(session) || watched.includes(session));
      } catch (error) {
        options.failedOpen(error);
        // The store is in trouble: whatever was applied must be replayed.
        return governor.lastGood.size > 0;
      }
    },
    decide,
  };
}

/** What is refused by now is retired by whoever decides. */
function standingFormOrNull(...form: Parameters<typeof standingForm>): Uint8Array | null {
  try {
    return standingForm(...form);
  } catch {
    return null;
  }
}

/** A large body is read with a turn of the event loop between its slices: streams go on. */
async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
  let last = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - last < 3) continue;
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  }
}
