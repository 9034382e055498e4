import { expect, test } from "vitest";
import { documentOf, fixture } from "../testing/fixture.ts";
import { shape } from "./shape.ts";

const shapeOf = (body: object) => shape(documentOf("openai-chat", body));

test("a request of opencode", () => {
  expect(shape(documentOf("openai-chat", fixture("openai-chat", "request.json")))).toEqual({
    model: "gpt-5.6",
    stream: true,
    hasTools: true,
    maxOutputTokens: 16_000,
    conversationHint: "ses_7f",
    continues: null,
  });
});

test("the old names, and wrong types", () => {
  expect(shapeOf({ max_tokens: 5, functions: [{ name: "f" }] })).toMatchObject({ maxOutputTokens: 5, hasTools: true });
  expect(shapeOf({ max_tokens: null, tools: [], prompt_cache_key: "" })).toMatchObject({
    maxOutputTokens: null,
    hasTools: false,
    conversationHint: null,
  });
});
