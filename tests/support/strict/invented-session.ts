import type { Transcript, TranscriptMessage, TranscriptPart } from "@aperture/engine/dialects/testing/transcript";

/** A small session of our own with all that recordings have: parallel calls, errors, thinking, several texts to a message. */
export const inventedSession: Transcript = {
  id: "invented",
  model: "claude-opus-4-6",
  system: "You are a coding agent.",
  tools: [{ name: "Read", description: "Reads.", input_schema: { type: "object" } }],
  messages: Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? userMessage(index) : assistantMessage(index))),
  turns: Array.from({ length: 12 }, (_, turn) => ({ upto: turn * 2 + 1 })),
};

function userMessage(index: number): TranscriptMessage {
  if (index % 8 === 0) {
    const texts = ["Reminder", "Question"].map((word) => ({
      type: "text" as const,
      text: `${word} ${index} – naïve?`,
    }));
    return { role: "user", content: index === 0 ? `Question ${index}` : texts };
  }
  const results = [1, 0].map(
    (call): TranscriptPart => ({
      type: "tool_result",
      tool_use_id: `t${index}-${call}`,
      content: `first line of ${index}\nsecond "line" of call ${call}\n`,
      is_error: call === 1,
    }),
  );
  return { role: "user", content: results };
}

function assistantMessage(index: number): TranscriptMessage {
  const thought: TranscriptPart = { type: "thinking", thinking: `Thought ${index}`, signature: `s${index}` };
  const text: TranscriptPart = { type: "text", text: `Answer ${index}` };
  if (index % 8 === 7) return { role: "assistant", content: [thought, text] };
  const calls = [0, 1].map(
    (call): TranscriptPart => ({
      type: "tool_use",
      id: `t${index + 1}-${call}`,
      name: "Read",
      input: { file_path: `src/${index}.ts`, lines: [1, 2.5], nested: { query: "Where is it?" } },
    }),
  );
  return { role: "assistant", content: [thought, text, ...calls] };
}
