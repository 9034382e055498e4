import type { DialectId } from "@aperture/sdk";
import { expect, test } from "vitest";
import { dialects } from "../index.ts";
import { documentOf } from "../testing/fixture.ts";

const settings = (id: DialectId, body: object | string): string =>
  dialects[id].editing.settings(documentOf(id, typeof body === "string" ? new TextEncoder().encode(body) : body));

test.each<[DialectId, object, object]>([
  ["anthropic", { thinking: { type: "enabled", budget_tokens: 1024 } }, { max_tokens: 1, metadata: {}, stream: true }],
  ["anthropic", { tool_choice: { type: "auto", disable_parallel_tool_use: true } }, { temperature: 1 }],
  ["anthropic", { output_config: { effort: "high" } }, { stop_sequences: ["x"] }],
  ["openai-chat", { reasoning_effort: "high" }, { max_completion_tokens: 5, stream_options: {} }],
  ["openai-chat", { response_format: { type: "json_object" } }, { temperature: 0 }],
  ["openai-responses", { reasoning: { effort: "high" } }, { store: false, include: ["x"] }],
  ["openai-responses", { text: { verbosity: "low" } }, { previous_response_id: "r" }],
  [
    "gemini",
    { generationConfig: { thinkingConfig: { includeThoughts: true } } },
    { generationConfig: { temperature: 1 } },
  ],
  ["gemini", { toolConfig: { functionCallingConfig: { mode: "ANY" } } }, { safetySettings: [] }],
])("%s: %j is part of the cache's key, %j is not", (id, inside, outside) => {
  const none = settings(id, { model: "m" });
  expect(none).toBe("");
  expect(settings(id, outside)).toBe(none);
  expect(settings(id, inside)).not.toBe(none);
  const reversed = Object.fromEntries(Object.entries({ model: "m", ...inside }).toReversed());
  expect(settings(id, JSON.stringify(reversed, null, 2))).toBe(settings(id, inside));
  for (const key of Object.keys(inside)) expect(settings(id, { [key]: null })).toBe(none);
});

test("a member that was read again with the same bytes is not worked out anew", () => {
  const body = { thinking: { type: "adaptive" }, messages: [] };
  const first = documentOf("anthropic", body);
  const said = dialects.anthropic.editing.settings(first);
  const next = documentOf("anthropic", { ...body, model: "m" }, first);
  expect(next.member("thinking")!.facts.get("settings")).toBeDefined();
  expect(dialects.anthropic.editing.settings(next)).toBe(said);
});
