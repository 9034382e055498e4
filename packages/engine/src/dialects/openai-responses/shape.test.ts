import { expect, test } from "vitest";
import { documentOf, fixture } from "../testing/fixture.ts";
import { shape } from "./shape.ts";

const shapeOf = (body: object) => shape(documentOf("openai-responses", body));

test("a request of Codex, whose tools are an input item", () => {
  expect(shape(documentOf("openai-responses", fixture("openai-responses", "request.json")))).toEqual({
    model: "gpt-5.6-codex",
    stream: true,
    hasTools: true,
    maxOutputTokens: null,
    conversationHint: "0199-thread",
    continues: null,
  });
});

test.each([
  [
    { previous_response_id: "resp_1", input: "hi" },
    { continues: "resp_1", conversationHint: null },
  ],
  [
    { conversation: "conv_1", input: [] },
    { continues: "conv_1", conversationHint: "conv_1" },
  ],
  [
    { conversation: { id: "conv_2" }, prompt_cache_key: "k" },
    { continues: "conv_2", conversationHint: "k" },
  ],
  [
    { conversation: 4, previous_response_id: null },
    { continues: null, conversationHint: null },
  ],
  [{ input: [{ type: "additional_tools", tools: [] }] }, { hasTools: false }],
  [
    { tools: [{ type: "web_search" }], max_output_tokens: 7 },
    { hasTools: true, maxOutputTokens: 7 },
  ],
])("%j", (body, expected) => {
  expect(shapeOf(body)).toMatchObject(expected);
});
