import { expect, test } from "vitest";
import { observed } from "../testing/fixture.ts";
import { testAnswerFixtures } from "../testing/test-answer-fixtures.ts";

testAnswerFixtures("openai-responses", {
  blocks: [
    `thinking reasoning "**Listing** files – süß" signed`,
    `assistant output_text "I'll list 😀 them."`,
    `tool_use function_call "{\\"path\\":\\"src\\"}" tool=list_dir id=call_9 paths=src`,
    `tool_use custom_tool_call "await tools.ls()" tool=exec id=call_10`,
  ],
  rest: {
    usage: { input: 248, output: 120, cacheRead: 29696, cacheWrite5m: 256, cacheWrite1h: 0, reasoning: 80 },
    model: "gpt-5.6-codex",
    stopReason: "completed",
    error: null,
    finished: true,
  },
  error: "The model does not exist.",
  streamError: "Rate limit reached.",
});

const event = (type: string, data: object) =>
  new TextEncoder().encode(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);

test("items stand where the last event leaves `output` empty, as Codex's backend does", () => {
  const item = { type: "function_call", call_id: "c", name: "f", arguments: "{}" };
  const answer = observed("openai-responses", [
    event("response.output_item.done", { output_index: 0, item }),
    event("response.completed", {
      response: { status: "completed", output: [], usage: { input_tokens: 1, output_tokens: 1 } },
    }),
  ]);
  expect(answer.blocks.map((block) => block.key)).toEqual(["tool_use#c"]);
  expect(answer.finished).toBe(true);
});

test("an item under way holds its deltas", () => {
  const answer = observed("openai-responses", [
    event("response.output_item.added", { output_index: 0, item: { type: "reasoning", summary: [] } }),
    event("response.reasoning_summary_text.delta", { output_index: 0, summary_index: 0, delta: "Thin" }),
    event("response.reasoning_summary_text.delta", { output_index: 0, summary_index: 0, delta: "king" }),
    event("response.output_item.added", { output_index: 1, item: { type: "message", role: "assistant", content: [] } }),
    event("response.output_text.delta", { output_index: 1, content_index: 0, delta: "Hel" }),
    event("response.output_item.added", {
      output_index: 2,
      item: { type: "function_call", call_id: "c", arguments: "" },
    }),
    event("response.function_call_arguments.delta", { output_index: 2, delta: '{"a"' }),
  ]);
  expect(answer.blocks.map((block) => block.text)).toEqual(["Thinking", "Hel", '{"a"']);
  expect(answer.finished).toBe(false);
});

test("an index far behind the end makes no list of holes", () => {
  const answer = observed("openai-responses", [
    event("response.output_item.added", { output_index: 0, item: { type: "message", role: "assistant", content: [] } }),
    event("response.output_text.delta", { output_index: 0, content_index: 4_000_000_000, delta: "x" }),
    event("response.output_text.delta", { output_index: 0, content_index: -1, delta: "x" }),
  ]);
  expect(answer.blocks).toEqual([]);
});

test.each([
  [
    "incomplete",
    { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
    "max_output_tokens",
    null,
  ],
  ["failed without a message", { status: "failed", error: null }, "failed", "failed"],
])("a response that is %s", (_, response, stopReason, error) => {
  const answer = observed("openai-responses", [event("response.done", { response })]);
  expect(answer).toMatchObject({ stopReason, error, finished: true });
});

test("an error event, and the error of Codex's backend", () => {
  const answer = observed("openai-responses", [event("error", { code: "server_error", message: "Broken." })]);
  expect(answer).toMatchObject({ error: "Broken.", finished: true });
  const body = new TextEncoder().encode('{"detail":"Unauthorized"}');
  expect(observed("openai-responses", [body], { status: 401, contentType: "application/json" }).error).toBe(
    "Unauthorized",
  );
});
