import type { Answer, Dialect } from "@aperture/engine/dialects/dialect";
import type { TurnOutcome } from "@aperture/sdk";
import { blockMeta } from "./block-meta.ts";
import { nativeBytes } from "./native-bytes.ts";
import type { RecordedTurn, Recording } from "./recording.ts";
import type { RecordingContext } from "./recording-context.ts";
import { remember } from "./session-book.ts";
import type { KnownPart } from "./state.ts";
import { putText } from "./write-blocks.ts";

/** Writes how a turn ended: outcome, usage, what was answered, and the event. Call inside a transaction. */
export function recordAnswer(
  context: RecordingContext,
  recording: Recording,
  recorded: RecordedTurn,
  dialect: Dialect,
  chunks: readonly Uint8Array[] | null,
): void {
  const answer = readAnswer(recording, dialect, chunks);
  const outcome = outcomeOf(recording, answer);
  const parts = (answer?.blocks ?? []).map((draft): KnownPart => {
    putText(context, recorded.session, draft);
    const { n } = context.store.blocks.insert({
      session: recorded.session,
      lane: recorded.lane,
      role: draft.role,
      key: draft.key,
      hash: draft.hash,
      rawHash: null,
      at: recording.endedAt ?? recording.request.at,
      turn: recorded.number,
      origin: "client",
      meta: blockMeta(dialect.id, draft),
    });
    return { key: draft.key, n, hash: draft.hash, mark: false, toolId: draft.toolId };
  });

  // Memory may have been read from the store again since the request was recorded.
  const found = context.book.find(recorded.session, recorded.turn);
  if (found) for (const part of parts) remember(found.lane, part.key, part.n);
  const laneHead = found?.head ?? recorded.laneHead;
  laneHead.answer = parts;
  laneHead.keys = { ...laneHead.keys, answer: parts.map((part) => part.key) };
  laneHead.state = outcome === "complete" ? "complete" : "failed";

  context.store.turns.update(recorded.turn, {
    duration: Math.max(0, (recording.endedAt ?? recording.request.at) - recording.request.at),
    status: recording.status,
    outcome,
    stopReason: answer?.stopReason ?? null,
    error: errorOf(recording, answer, outcome),
    usage: answer?.usage ?? null,
    answerBytes: recording.answerBytes,
    answerBlocks: parts.map((part) => part.n),
  });
  context.store.events.append("turn-recorded", {
    sessionId: `session-${recorded.session}`,
    turnId: `turn-${recorded.turn}`,
    lane: `lane-${recorded.lane}`,
    number: recorded.number,
    outcome,
    answerBlocks: parts.map((part) => `block-${part.n}`),
  });
}

function readAnswer(recording: Recording, dialect: Dialect, chunks: readonly Uint8Array[] | null): Answer | null {
  if (!chunks || recording.status === null) return null;
  const observer = dialect.observe({
    status: recording.status,
    contentType: recording.headers["content-type"] ?? "",
    port: nativeBytes,
  });
  for (const chunk of chunks) observer.push(chunk);
  return observer.read();
}

/** A cancelled or cut answer keeps what had come; an error answer or a stream that never finished is a failure. */
function outcomeOf(recording: Recording, answer: Answer | null): TurnOutcome {
  if (recording.failure) return recording.failure.code === "client_gone" ? "cancelled" : "failed";
  if ((recording.status ?? 0) >= 400 || answer?.error) return "failed";
  if (!answer) return "opaque";
  return answer.finished ? "complete" : "failed";
}

function errorOf(recording: Recording, answer: Answer | null, outcome: TurnOutcome): string | null {
  if (outcome === "complete") return null;
  if (answer?.error) return answer.error;
  if (recording.failure) return recording.failure.message;
  if ((recording.status ?? 0) >= 400) return `HTTP ${recording.status}`;
  return answer ? "the stream ended before the answer was finished" : "the answer could not be read";
}
