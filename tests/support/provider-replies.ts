import type { Reply, ScriptedAnswer } from "./upstreams/answer.ts";
import { anthropicReply } from "./upstreams/anthropic.ts";
import { geminiReply } from "./upstreams/gemini.ts";
import { openaiChatReply } from "./upstreams/openai-chat.ts";
import { openaiResponsesReply } from "./upstreams/openai-responses.ts";
import type { Script } from "./upstreams/upstream.ts";

/** One JSON answer per request, in the wire form its path asks for. */
export const providerReplies = (text: string): Script => {
  const answer = (index: number): ScriptedAnswer => ({
    id: `answer-${index}`,
    model: "scripted",
    parts: [{ type: "text", text }],
    usage: { input: 20, output: 5, cacheRead: 0 },
  });
  return ({ target }, index): Reply | undefined => {
    if (target.includes("/messages")) return anthropicReply(answer(index), { stream: false });
    if (target.includes("/responses")) return openaiResponsesReply(answer(index), { stream: false });
    if (target.includes("/chat/completions")) return openaiChatReply(answer(index), { stream: false });
    if (target.includes(":generateContent")) return geminiReply(answer(index), { stream: false });
    return undefined;
  };
};
