import type { DialectId } from "@aperture/sdk";
import { anthropic } from "./anthropic/anthropic.ts";
import type { Dialect } from "./dialect.ts";
import { gemini } from "./gemini/gemini.ts";
import { openaiChat } from "./openai-chat/openai-chat.ts";
import { openaiResponses } from "./openai-responses/openai-responses.ts";

/** Every wire format that is understood. */
export const dialects: Record<DialectId, Dialect> = {
  anthropic,
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  gemini,
};
