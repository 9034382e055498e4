import type { Turn } from "@aperture/sdk";
import { idOf } from "../../control/look-up/ids.ts";
import type { TurnRecord } from "../../store/records.ts";

export function turnView(turn: TurnRecord): Turn {
  return {
    id: idOf("turn", turn.n),
    sessionId: idOf("session", turn.session),
    lane: idOf("lane", turn.lane),
    number: turn.number,
    model: turn.model,
    startedAt: new Date(turn.startedAt).toISOString(),
    duration: turn.duration,
    status: turn.status,
    outcome: turn.outcome,
    stopReason: turn.stopReason,
    error: turn.error,
    attempts: turn.attempts,
    usage: turn.usage,
    requestBytes: turn.requestBytes,
    answerBytes: turn.answerBytes,
    blocks: turn.blocks.map((n) => idOf("block", n)),
    answerBlocks: turn.answerBlocks.map((n) => idOf("block", n)),
  };
}
