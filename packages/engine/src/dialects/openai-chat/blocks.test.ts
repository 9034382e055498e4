import { describe, expect, test } from "vitest";
import { draftsIn, fixture, line } from "../testing/fixture.ts";

test("a Chat Completions request in prompt order", () => {
  expect(draftsIn("openai-chat", fixture("openai-chat", "request.json")).map(line)).toEqual([
    `other tool_definition "{\\"type\\":\\"function\\",\\"function\\":{\\"name\\":\\"read\\",\\"description\\":\\"Read a file\\",\\"parameters\\":{\\"type\\":\\"object\\"}}}" tool=read`,
    `other tool_definition "{\\"type\\":\\"custom\\",\\"custom\\":{\\"name\\":\\"patch\\",\\"description\\":\\"Apply\\"}}" tool=patch`,
    `system text "You are opencode."`,
    `system text "Answer in English."`,
    `user text "What is on this picture?"`,
    `image image_url "[image/png, 1024×768, 3 KB]" media=image/png tokens=765 raw`,
    `image image_url "[image, https://images.example/a.png]" tokens=85 raw`,
    `thinking reasoning "I need the file."`,
    `assistant text ""`,
    `tool_use function "{\\"filePath\\":\\"src/a.ts\\"}" tool=read id=call_a paths=src/a.ts`,
    `tool_use function "{\\"pattern\\":\\"x\\",\\"paths\\":[\\"src\\",\\"tests\\"]}" tool=grep id=call_b paths=src,tests`,
    `tool_result tool "src/a.ts:1\\ntests/a.ts:9" tool=grep id=call_b paths=src,tests`,
    `tool_result tool "export const a = 1;" tool=read id=call_a paths=src/a.ts`,
    `assistant refusal "I cannot help with that."`,
    `tool_use function_call "{}" tool=old`,
    `tool_result function "done" tool=old`,
    `other file "[application/pdf, 9 B]" media=application/pdf raw`,
    `other input_audio "[audio/wav, 6 B]" media=audio/wav raw`,
    `other hologram "{\\"type\\":\\"hologram\\",\\"depth\\":3}" raw`,
    `user text "Go on."`,
  ]);
});

const only = (message: object) => draftsIn("openai-chat", { messages: [message] })[0]!;

describe("keys of a Chat Completions request", () => {
  test("string and list have one key; a developer is a system", () => {
    const plain = only({ role: "user", content: "hello" });
    expect(only({ role: "user", content: [{ type: "text", text: "hello" }] }).key).toBe(plain.key);
    expect(only({ role: "developer", content: "x" }).key).toBe(only({ role: "system", content: "x" }).key);
  });

  test("a result is named by its call and spans its content", () => {
    const [text, list] = ["a", [{ type: "text", text: "a" }]].map((content) =>
      only({ role: "tool", tool_call_id: "c1", content }),
    );
    expect([text!.key, list!.key]).toEqual(["tool_result#c1", "tool_result#c1"]);
    expect(list!.hash).toBe(text!.hash);
  });
});

describe("odd Chat Completions requests", () => {
  test.each([
    [
      "null content with calls that are none",
      { role: "assistant", content: null, tool_calls: [3, {}] },
      ['other tool_call "3" raw', 'tool_use function ""'],
    ],
    ["a result without content", { role: "tool", tool_call_id: "x" }, ['tool_result tool "" id=x']],
    [
      "arguments as an object",
      { role: "assistant", tool_calls: [{ id: "c", function: { name: "f", arguments: { path: "p" } } }] },
      ['tool_use function "{\\"path\\":\\"p\\"}" tool=f id=c paths=p'],
    ],
    [
      "signed details of the reasoning",
      { role: "assistant", content: "a", reasoning_details: [{ type: "reasoning.encrypted", data: "Q" }] },
      [
        'thinking reasoning_details "[{\\"type\\":\\"reasoning.encrypted\\",\\"data\\":\\"Q\\"}]" signed raw',
        'assistant text "a"',
      ],
    ],
    ["a content that is a number", { role: "user", content: 4 }, ['other content "4" raw']],
  ])("%s", (_, message, expected) => {
    expect(draftsIn("openai-chat", { messages: [message] }).map(line)).toEqual(expected);
  });
});
