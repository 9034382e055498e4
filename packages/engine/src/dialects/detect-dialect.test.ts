import { expect, test } from "vitest";
import { detectDialect } from "./detect-dialect.ts";

test.each([
  ["POST", "/v1/messages", "anthropic"],
  ["POST", "/v1/messages?beta=true", "anthropic"],
  ["POST", "/v1/messages/", "anthropic"],
  ["POST", "/some/gateway/v1/messages?x=/v1/responses", "anthropic"],
  ["post", "/v1/chat/completions", "openai-chat"],
  ["POST", "/openrouter/api/v1/chat/completions", "openai-chat"],
  ["POST", "/api/paas/v4/chat/completions", "openai-chat"],
  ["POST", "/v1/responses", "openai-responses"],
  ["POST", "/backend-api/codex/responses", "openai-responses"],
  ["POST", "/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse", "gemini"],
  ["POST", "/v1/models/gemini-2.5-flash:generateContent", "gemini"],
  ["POST", "/v1alpha/models/x:generateContent", "gemini"],
  ["POST", "/v1/projects/p/locations/l/publishers/google/v1/models/x:generateContent", "gemini"],
  ["POST", "/v1/messages/count_tokens", null],
  ["POST", "/v1/messages/batches", null],
  ["GET", "/v1/messages", null],
  ["HEAD", "/api/hello", null],
  ["GET", "/v1/responses", null],
  ["POST", "/v1/responses/resp_1/cancel", null],
  ["GET", "/v1/responses/resp_1", null],
  ["POST", "/v1beta/models/gemini-3-pro:countTokens", null],
  ["POST", "/v1beta/models/gemini-embedding:embedContent", null],
  ["POST", "/v1/xmessages", null],
  ["POST", "/v1/embeddings?then=/v1/messages", null],
  ["POST", "", null],
])("%s %s is %s", (method, target, dialect) => {
  expect(detectDialect(method, target)).toBe(dialect);
});
