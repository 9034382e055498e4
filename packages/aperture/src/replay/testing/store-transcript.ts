import { requestBodies, targets } from "@aperture/engine/dialects/testing/shapes";
import type { Transcript } from "@aperture/engine/dialects/testing/transcript";
import type { DialectId } from "@aperture/sdk";
import { createRecorder } from "../../sessions/recorder.ts";
import { tell } from "../../sessions/testing/tell.ts";
import type { Store } from "../../store/contract.ts";

/** The shortest answers that end as their protocols do. */
const answers: Record<DialectId, unknown> = {
  anthropic: {
    type: "message",
    role: "assistant",
    content: [],
    stop_reason: "end_turn",
    usage: { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: 9, cache_creation_input_tokens: 0 },
  },
  "openai-chat": {
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: "" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 10, completion_tokens: 1 },
  },
  "openai-responses": {
    object: "response",
    status: "completed",
    output: [],
    usage: { input_tokens: 10, output_tokens: 1 },
  },
  gemini: {
    candidates: [{ content: { role: "model", parts: [] }, finishReason: "STOP" }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 1 },
  },
};

/** A transcript as a daemon would have recorded it from an agent of this wire; its session is the store's newest. */
export async function storeTranscript(store: Store, transcript: Transcript, dialect: DialectId): Promise<void> {
  let now = 0;
  const recorder = createRecorder({ store, now: () => now });
  for (const { body, ts, turn } of requestBodies(transcript, dialect)) {
    now = ts === undefined ? turn * 10_000 : Date.parse(ts);
    tell(recorder, {
      body,
      dialect,
      target: targets[dialect],
      answer: answers[dialect],
      at: now,
      tag: `${transcript.id}-${dialect}`,
    });
    await recorder.drain();
  }
}
