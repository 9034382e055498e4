import type { Dialect } from "@aperture/engine/dialects/dialect";
import { blockMeta } from "./block-meta.ts";
import type { Ending } from "./read-ending.ts";
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
  { answer, outcome, error }: Ending,
): void {
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
    return { key: draft.key, n, hash: draft.hash, mark: false, toolId: draft.toolId, turn: recorded.number };
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
    error,
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
