import type { BytesPort } from "../document/ports.ts";
import type { RecordedMarks, RecordedRequest } from "./recorded-request.ts";
import { type ReplayedTurn, ReplaySide, type ReplaySideOptions } from "./replay-side.ts";
import type { ReplayedRequest } from "./replayed-request.ts";
import { RequestReader } from "./request-reader.ts";

export interface ReplaySessionOptions extends ReplaySideOptions {
  readonly port: BytesPort;
  readonly model: string | null;
  readonly marks: RecordedMarks;
}

/** One request of a session as a plan would have sent it; `turn` is null where it could not be made again. */
export interface ReplayStep {
  readonly recorded: RecordedRequest;
  readonly request: ReplayedRequest | null;
  readonly turn: ReplayedTurn | null;
}

/** A recorded session through steps that do not wait, request by request: each is made when it is asked for. */
export function* replaySession(
  requests: Iterable<RecordedRequest>,
  options: ReplaySessionOptions,
): Generator<ReplayStep> {
  const reader = new RequestReader(options);
  const side = new ReplaySide(options);
  for (const recorded of requests) {
    const request = atOnce(reader.read(recorded));
    yield { recorded, request, turn: request && side.send(request) };
  }
}

/** The same where steps may wait. */
export async function* replayWaitingSession(
  requests: Iterable<RecordedRequest>,
  options: ReplaySessionOptions,
): AsyncGenerator<ReplayStep> {
  const reader = new RequestReader(options);
  const side = new ReplaySide(options);
  for (const recorded of requests) {
    const request = atOnce(reader.read(recorded));
    yield { recorded, request, turn: request && (await side.sendWaiting(request)) };
  }
}

function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
