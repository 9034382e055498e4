import { describe, expect, test } from "vitest";
import { openaiUsage } from "../answer/openai-usage.ts";
import { observed } from "../testing/fixture.ts";
import { testAnswerFixtures } from "../testing/test-answer-fixtures.ts";

testAnswerFixtures("openai-chat", {
  blocks: [
    `thinking reasoning "Two files to read."`,
    `assistant text "Reading both – süß."`,
    `tool_use function "{\\"filePath\\":\\"src/b.ts\\"}" tool=read id=call_c paths=src/b.ts`,
    `tool_use custom "*** Begin Patch" tool=patch id=call_d`,
  ],
  rest: {
    usage: { input: 132, output: 95, cacheRead: 19456, cacheWrite5m: 512, cacheWrite1h: 0, reasoning: 64 },
    model: "gpt-5.6-2026-08-01",
    stopReason: "tool_calls",
    error: null,
    finished: true,
  },
  error: "Incorrect API key provided.",
  streamError: "The server had an error.",
});

const chunk = (value: unknown) => new TextEncoder().encode(`data: ${JSON.stringify(value)}\n\n`);

test("several calls may come without an index, and answers beside the first are not looked at", () => {
  const call = (id: string) => ({ id, function: { name: "f", arguments: "{}" } });
  const answer = observed("openai-chat", [
    chunk({ choices: [{ index: 0, delta: { tool_calls: [call("a"), call("b")] } }] }),
    chunk({ choices: [{ index: 1, delta: { content: "other" }, finish_reason: "stop" }] }),
  ]);
  expect(answer.blocks.map((block) => block.key)).toEqual(["tool_use#a", "tool_use#b"]);
  expect([answer.stopReason, answer.finished]).toEqual([null, false]);
});

test("details of the reasoning come back as one signed block", () => {
  const delta = { content: "a", reasoning_details: [{ type: "reasoning.encrypted", data: "Q" }] };
  const [details] = observed("openai-chat", [chunk({ choices: [{ delta }] })]).blocks;
  expect(details).toMatchObject({ role: "thinking", signed: true, keepRaw: true });
});

describe("usage in OpenAI's names", () => {
  test.each([
    [null, null],
    [{}, null],
    [
      { prompt_tokens: 10, completion_tokens: 2 },
      { input: 10, output: 2, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
    ],
    [
      { prompt_tokens: 10, completion_tokens: 2, prompt_cache_hit_tokens: 8 },
      {
        input: 2,
        output: 2,
        cacheRead: 8,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
      },
    ],
    [
      { input_tokens: 5, output_tokens: 1, input_tokens_details: { cached_tokens: 9 } },
      {
        input: 0,
        output: 1,
        cacheRead: 9,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
      },
    ],
  ])("%j", (usage, expected) => {
    expect(openaiUsage(usage)).toEqual(expected);
  });
});
