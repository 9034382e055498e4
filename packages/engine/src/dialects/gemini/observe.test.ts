import { expect, test } from "vitest";
import { fixture, observed } from "../testing/fixture.ts";
import { testAnswerFixtures } from "../testing/test-answer-fixtures.ts";

const json = { contentType: "application/json" };

testAnswerFixtures("gemini", {
  blocks: [
    `thinking thought "**Comparing** both – süß."`,
    `assistant text "The files differ 😀."`,
    `tool_use functionCall "{\\"pattern\\":\\"*.md\\"}" tool=glob signed`,
  ],
  rest: {
    usage: { input: 3700, output: 172, cacheRead: 8100, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 130 },
    model: "gemini-3-pro-preview",
    stopReason: "STOP",
    error: null,
    finished: true,
  },
  error: "Resource has been exhausted (e.g. check quota).",
  streamError: "The model is overloaded.",
});

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

test("without alt=sse a stream is a JSON list of chunks", () => {
  const chunks = new TextDecoder()
    .decode(fixture("gemini", "stream.txt"))
    .split("\r\n\r\n")
    .filter((part) => part !== "")
    .map((part) => JSON.parse(part.slice(6)) as unknown);
  const stream = observed("gemini", [fixture("gemini", "stream.txt")]);
  expect(observed("gemini", [encode(chunks)], json)).toEqual(stream);
  expect(observed("gemini", [encode(chunks).subarray(0, -1)], json).finished).toBe(false);
});

test("a blocked prompt stops for that reason", () => {
  const answer = observed("gemini", [encode({ promptFeedback: { blockReason: "SAFETY" } })], json);
  expect(answer).toMatchObject({ stopReason: "SAFETY", finished: true, blocks: [] });
});

test("text behind thoughts is a block of its own; candidates beside the first are not looked at", () => {
  const parts = [
    { text: "a", thought: true },
    { text: "b" },
    { text: "c" },
    { functionCall: { name: "f" } },
    { text: "d" },
  ];
  const answer = observed(
    "gemini",
    [encode({ candidates: [{ content: { parts } }, { index: 1, content: { parts } }] })],
    json,
  );
  expect(answer.blocks.map((block) => block.text)).toEqual(["a", "bc", "{}", "d"]);
});

test("a call of an answer has no id by order: the conversation's earlier calls are not known", () => {
  const parts = [{ functionCall: { name: "f", args: {} } }];
  const [block] = observed("gemini", [encode({ candidates: [{ content: { parts } }] })], json).blocks;
  expect(block).toMatchObject({ toolName: "f", key: expect.stringMatching(/^tool_use:/) as string });
  expect(block!.toolId).toBeUndefined();
});

test("a list of errors", () => {
  const body = encode([{ error: { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT" } }]);
  expect(observed("gemini", [body], { ...json, status: 400 })).toMatchObject({
    error: "API key not valid.",
    finished: true,
  });
});
