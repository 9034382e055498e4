import type { Answer, Dialect } from "@aperture/engine/dialects/dialect";
import type { TurnOutcome } from "@aperture/sdk";
import type { Mask } from "../proxy/mask-secrets.ts";
import { nativeBytes } from "./native-bytes.ts";
import type { Recording } from "./recording.ts";

/** What an exchange came to. */
export interface Ending {
  /** Null where there was none, or none that could be read. */
  readonly answer: Answer | null;
  readonly outcome: TurnOutcome;
  readonly error: string | null;
}

/** @param chunks the answer's plain bytes, or null where they could not be had */
export function readEnding(recording: Recording, dialect: Dialect, chunks: readonly Uint8Array[] | null): Ending {
  const answer = readAnswer(recording, dialect, chunks);
  const outcome = outcomeOf(recording, answer);
  return { answer, outcome, error: errorOf(recording, answer, outcome) };
}

function readAnswer(recording: Recording, dialect: Dialect, chunks: readonly Uint8Array[] | null): Answer | null {
  if (!chunks || recording.status === null) return null;
  const observer = dialect.observe({
    status: recording.status,
    contentType: recording.headers["content-type"] ?? "",
    port: nativeBytes,
  });
  for (const chunk of chunks) observer.push(chunk);
  // Behind the reading: a stream cuts a secret into as many deltas as it likes.
  return maskAnswer(observer.read(), recording.request.mask);
}

/** Keys and hashes stay the content's own: sent back by the client it is known, and stays masked. */
function maskAnswer(answer: Answer, mask: Mask): Answer {
  const maskAll = (value: unknown): unknown => {
    if (typeof value === "string") return mask(value);
    if (Array.isArray(value)) return value.map(maskAll);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskAll(member)]));
  };
  return maskAll(answer) as Answer;
}

/** A cancelled or cut answer keeps what had come; an error answer or a stream that never finished is a failure. */
function outcomeOf({ failure, status }: Recording, answer: Answer | null): TurnOutcome {
  // Who hangs up behind the last event has cancelled nothing.
  const hasAll = failure?.code === "client_gone" && answer?.finished === true;
  if (failure && !hasAll) return failure.code === "client_gone" ? "cancelled" : "failed";
  if ((status ?? 0) >= 400 || answer?.error) return "failed";
  if (!answer) return "opaque";
  return answer.finished ? "complete" : "failed";
}

function errorOf({ failure, status, request }: Recording, answer: Answer | null, outcome: TurnOutcome): string | null {
  if (outcome === "complete") return null;
  if (answer?.error) return answer.error;
  if (failure) return request.mask(failure.message);
  if ((status ?? 0) >= 400) return `HTTP ${status}`;
  return answer ? "the stream ended before the answer was finished" : "the answer could not be read";
}
