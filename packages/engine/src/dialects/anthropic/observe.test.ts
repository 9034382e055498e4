import { describe, expect, test } from "vitest";
import { fixture, observed } from "../testing/fixture.ts";
import { testAnswerFixtures } from "../testing/test-answer-fixtures.ts";
import { readUsage } from "./usage.ts";

testAnswerFixtures("anthropic", {
  blocks: [
    `thinking thinking "The user wants the umlaut back – ü, not u." signed`,
    `assistant text "I'll fix the expected text 😀."`,
    `tool_use tool_use "{\\"file_path\\":\\"/project/src/parser.test.ts\\",\\"new_string\\":\\"ü\\"}" tool=Edit id=toolu_04Edit paths=/project/src/parser.test.ts`,
  ],
  rest: {
    usage: { input: 12, output: 187, cacheRead: 48211, cacheWrite5m: 500, cacheWrite1h: 1000, reasoning: 40 },
    model: "claude-opus-4-6",
    stopReason: "tool_use",
    error: null,
    finished: true,
  },
  error: "This request would exceed your rate limit.",
  streamError: "Overloaded",
});

describe("a stream under way", () => {
  const text = new TextDecoder().decode(fixture("anthropic", "stream.txt"));
  const until = (mark: string) => observed("anthropic", [new TextEncoder().encode(text.slice(0, text.indexOf(mark)))]);

  test("holds the text so far", () => {
    const answer = until('data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"expected');
    expect(answer.blocks.map((block) => block.text)).toEqual([
      "The user wants the umlaut back – ü, not u.",
      "I'll fix the ",
    ]);
    expect(answer).toMatchObject({ finished: false, stopReason: null, usage: { output: 3 } });
  });

  test("shows a tool's input as far as it came", () => {
    const answer = until(
      'data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"rser',
    );
    expect(answer.blocks.at(-1)).toMatchObject({
      key: "tool_use#toolu_04Edit",
      text: '{"file_path": "/project/src/pa',
    });
  });
});

describe("usage of a message", () => {
  test.each([
    ["nothing", null, null],
    ["no counts", { service_tier: "standard" }, null],
    [
      "writes without TTL are 5-minute writes",
      { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 3 },
      {
        input: 1,
        output: 2,
        cacheRead: 0,
        cacheWrite5m: 3,
        cacheWrite1h: 0,
      },
    ],
    [
      "null counts",
      { input_tokens: 1, output_tokens: 2, cache_read_input_tokens: null, cache_creation: null },
      {
        input: 1,
        output: 2,
        cacheRead: 0,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
      },
    ],
    [
      "wrong types",
      { input_tokens: "1", output_tokens: 2, cache_read_input_tokens: -4 },
      {
        input: 0,
        output: 2,
        cacheRead: 0,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
      },
    ],
  ])("%s", (_, usage, expected) => {
    expect(readUsage(usage)).toEqual(expected);
  });

  test("a delta that only says output keeps what the start said", () => {
    const start = readUsage({ input_tokens: 5, output_tokens: 1, cache_creation: { ephemeral_1h_input_tokens: 9 } });
    const whole = { input: 5, output: 77, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 9 };
    expect(readUsage({ output_tokens: 77 }, start)).toEqual(whole);
    expect(readUsage({ output_tokens: 77, cache_creation_input_tokens: 9 }, start)).toEqual(whole);
    expect(readUsage({ output_tokens: 77, cache_creation_input_tokens: 12 }, start)).toEqual({
      ...whole,
      cacheWrite5m: 3,
    });
  });
});
