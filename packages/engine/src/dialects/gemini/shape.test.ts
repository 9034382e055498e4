import { expect, test } from "vitest";
import { documentOf, fixture } from "../testing/fixture.ts";
import { shape } from "./shape.ts";

test("model and streaming stand in the path", () => {
  const document = documentOf("gemini", fixture("gemini", "request.json"));
  expect(shape(document, "/v1beta/models/gemini-3-pro-preview:streamGenerateContent?alt=sse")).toEqual({
    model: "gemini-3-pro-preview",
    stream: true,
    hasTools: true,
    maxOutputTokens: 8_192,
    conversationHint: null,
    continues: null,
  });
});

test.each([
  ["/v1/models/tuned%2Dmodel:generateContent", { model: "tuned-model", stream: false }],
  ["/v1/models/bad%zz:generateContent", { model: "bad%zz" }],
  ["/elsewhere", { model: null, stream: false }],
])("%s", (target, expected) => {
  expect(shape(documentOf("gemini", { contents: [] }), target)).toMatchObject(expected);
});

test("a named cache holds the beginning of the prompt", () => {
  const body = { cachedContent: "cachedContents/a", contents: [], generation_config: { max_output_tokens: 3 } };
  expect(shape(documentOf("gemini", body), "")).toMatchObject({ continues: "cachedContents/a", maxOutputTokens: 3 });
});
