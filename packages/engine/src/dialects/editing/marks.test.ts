import type { DialectId } from "@aperture/sdk";
import { expect, test } from "vitest";
import { dialects } from "../index.ts";
import { documentOf } from "../testing/fixture.ts";

const mark = { cache_control: { type: "ephemeral" } };
const marksOf = (id: DialectId, body: object): unknown => {
  const document = documentOf(id, body);
  return dialects[id].editing.marks(document, dialects[id].blocks(document));
};

test("marks of tools, system, parts and parts of results are places; a top-level one is automatic", () => {
  const body = {
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b", ...mark },
        ],
      },
      { role: "assistant", content: [{ type: "tool_use", id: "t", name: "R", input: {} }] },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "x", ...mark }] }],
      },
    ],
    system: [{ type: "text", text: "s", ...mark }],
    tools: [{ name: "R" }, { name: "W", ...mark }],
  };
  expect(marksOf("anthropic", body)).toEqual({ places: [1, 2, 4, 6], automatic: false });
  expect(marksOf("anthropic", { messages: [], ...mark })).toEqual({ places: [], automatic: true });
  expect(marksOf("anthropic", { messages: [], cache_control: null })).toEqual({ places: [], automatic: false });
});

test("OpenAI and Gemini cache on their own", () => {
  const part = { type: "text", text: "a", ...mark };
  expect(marksOf("openai-chat", { messages: [{ role: "user", content: [part] }] })).toEqual({
    places: [0],
    automatic: true,
  });
  expect(marksOf("openai-responses", { input: "hi" })).toEqual({ places: [], automatic: true });
  expect(marksOf("gemini", { contents: [] })).toEqual({ places: [], automatic: true });
});
