import { expect, test } from "vitest";
import { documentOf, fixture } from "../testing/fixture.ts";
import { shape } from "./shape.ts";

const shapeOf = (body: object) => shape(documentOf("anthropic", body));

test("a request of Claude Code", () => {
  expect(shape(documentOf("anthropic", fixture("anthropic", "request.json")))).toEqual({
    model: "claude-opus-4-6",
    stream: true,
    hasTools: true,
    maxOutputTokens: 32_000,
    conversationHint: "3f2a9c1e-7d44-4f0e-9a51-0c1d2e3f4a5b",
    continues: null,
  });
});

test.each([
  ['{"device_id":"d","session_id":"3f2a9c1e-7d44"}', "3f2a9c1e-7d44"],
  ["someone-with-many-conversations", null],
  ["", null],
])("user id %s names %s", (user, hint) => {
  expect(shapeOf({ metadata: { user_id: user } }).conversationHint).toBe(hint);
});

test("wrong types say nothing", () => {
  const body = { model: 4, stream: "yes", tools: {}, max_tokens: "1", metadata: 3, messages: null };
  const nothing = { model: null, stream: false, hasTools: false, maxOutputTokens: null };
  expect(shapeOf(body)).toEqual({ ...nothing, conversationHint: null, continues: null });
});
