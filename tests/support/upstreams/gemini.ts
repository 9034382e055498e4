import { type AnswerPart, jsonReply, pieces, type Reply, type ScriptedAnswer, sseEvent, sseHeaders } from "./answer.ts";

/** A generateContent answer; streamed as `?alt=sse` sends it: unnamed events, the last one with the finish reason. */
export function geminiReply(answer: ScriptedAnswer, options: { stream: boolean }): Reply {
  if (!options.stream) return jsonReply(200, frame(answer, answer.parts.map(wholePart), "STOP"));
  const parts = answer.parts.flatMap(streamed);
  const frames = parts.map((part, index) => frame(answer, [part], index === parts.length - 1 ? "STOP" : undefined));
  return { status: 200, headers: { ...sseHeaders }, chunks: frames.map((data) => sseEvent(data)) };
}

/** An error as Google words it: 429 `RESOURCE_EXHAUSTED`, 503 `UNAVAILABLE` … */
export const geminiError = (code: number, status: string): Reply =>
  jsonReply(code, { error: { code, message: `scripted ${status}`, status } });

function wholePart(part: AnswerPart): object {
  if (part.type === "text") return { text: part.text };
  if (part.type === "thinking") return { text: part.text, thought: true };
  const args = part.type === "tool" ? part.input : { input: part.input };
  return {
    functionCall: { name: part.name, args },
    thoughtSignature: Buffer.from(`sig-${part.id}`).toString("base64"),
  };
}

const streamed = (part: AnswerPart): object[] =>
  part.type === "text" ? pieces(part.text).map((text) => ({ text })) : [wholePart(part)];

function frame(answer: ScriptedAnswer, parts: object[], finishReason?: string) {
  return {
    candidates: [{ content: { parts, role: "model" }, ...(finishReason ? { finishReason } : {}), index: 0 }],
    usageMetadata: {
      promptTokenCount: answer.usage.input + answer.usage.cacheRead,
      candidatesTokenCount: answer.usage.output,
      totalTokenCount: answer.usage.input + answer.usage.cacheRead + answer.usage.output,
      cachedContentTokenCount: answer.usage.cacheRead,
    },
    modelVersion: answer.model,
    responseId: answer.id,
  };
}
