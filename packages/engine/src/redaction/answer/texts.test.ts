import type { DialectId } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { redactions } from "../testing/redactions.ts";
import { textRestorer } from "../testing/restored.ts";

const { placeholder, value } = redactions[1]!;
/** Stands for the placeholder where it must be restored, as text or inside JSON in a string; `keep` where it must stay. */
const P = { text: "\0text", json: "\0json", keep: "\0keep" };
const escaped = JSON.stringify(value).slice(1, -1);

/** An event in which every mark is a placeholder, and what must leave for it. */
function both(data: object): [before: string, after: string] {
  const marked = JSON.stringify(data);
  const fill = (text: string, json: string): string =>
    marked
      .replaceAll("\\u0000text", () => text)
      .replaceAll("\\u0000json", () => json)
      .replaceAll("\\u0000keep", () => placeholder);
  return [fill(placeholder, placeholder), fill(escaped, JSON.stringify(escaped).slice(1, -1))];
}

const events: Readonly<Record<DialectId, readonly [name: string, data: object][]>> = {
  anthropic: [
    [
      "a message",
      {
        type: "message",
        content: [
          { type: "thinking", thinking: P.keep, signature: P.keep },
          { type: "text", text: P.text },
          { type: "tool_use", name: P.keep, input: { a: [P.text], [P.text]: { b: P.text } } },
          { type: "server_tool_use", input: { q: P.keep } },
          { type: "redacted_thinking", data: P.keep },
        ],
      },
    ],
    ["a text's start", { type: "content_block_start", index: 0, content_block: { type: "text", text: `${P.text}.` } }],
    [
      "a call's start",
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: P.keep, name: "x", input: { a: P.text } },
      },
    ],
    [
      "thinking's start",
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: P.keep } },
    ],
    [
      "a text delta",
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: `${P.text} ${P.text}` } },
    ],
    [
      "an input delta",
      { type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: `{"a":"${P.json}"}` } },
    ],
    [
      "a thinking delta",
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: P.keep } },
    ],
    ["a signature", { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: P.keep } }],
    ["an error", { type: "error", error: { message: P.keep } }],
  ],
  "openai-chat": [
    [
      "a completion",
      {
        choices: [
          {
            message: {
              content: P.text,
              refusal: P.text,
              reasoning_content: P.keep,
              reasoning: P.keep,
              reasoning_details: [{ text: P.keep }],
              tool_calls: [
                { id: P.keep, function: { name: P.keep, arguments: `{"a":"${P.json}"}` } },
                { custom: { input: P.text } },
              ],
            },
          },
        ],
      },
    ],
    [
      "several choices",
      {
        choices: [
          { index: 0, delta: { content: P.text } },
          { index: 1, delta: { content: P.text } },
        ],
      },
    ],
    ["a reasoning delta", { choices: [{ delta: { reasoning_content: P.keep, reasoning: P.keep } }] }],
    [
      "a call's delta",
      {
        choices: [
          {
            delta: {
              tool_calls: [
                { index: 0, function: { arguments: `"${P.json}` } },
                { index: 1, custom: { input: P.text } },
              ],
            },
          },
        ],
      },
    ],
    [
      "a call of the old kind",
      {
        choices: [
          { delta: { function_call: { name: "x", arguments: `{"a":"${P.json}"}` } } },
          { message: { function_call: { arguments: P.json } } },
        ],
      },
    ],
    [
      "a list of parts",
      {
        choices: [
          {
            delta: {
              content: [
                { type: "thinking", thinking: [{ type: "text", text: P.keep }] },
                { type: "text", text: P.text },
              ],
            },
          },
          {
            message: {
              content: [
                { type: "text", text: P.text },
                { type: "x", text: P.keep },
              ],
            },
          },
        ],
      },
    ],
    ["what is no answer", { id: P.keep, model: P.keep, usage: { x: P.keep } }],
  ],
  "openai-responses": [
    [
      "a response",
      {
        object: "response",
        instructions: P.keep,
        output: [
          {
            type: "reasoning",
            summary: [{ text: P.keep }],
            content: [{ type: "reasoning_text", text: P.keep }],
            encrypted_content: P.keep,
          },
          {
            type: "message",
            content: [
              { type: "output_text", text: P.text },
              { type: "refusal", refusal: P.text },
            ],
          },
          { type: "function_call", call_id: P.keep, arguments: `{"a":"${P.json}"}` },
          { type: "custom_tool_call", input: P.text },
          { type: "local_shell_call", action: { command: [P.text] } },
          { type: "mcp_call", arguments: P.keep },
        ],
      },
    ],
    [
      "its last event",
      {
        type: "response.completed",
        response: {
          output: [
            { type: "message", content: [{ type: "output_text", text: P.text }] },
            { type: "reasoning", summary: [{ text: P.keep }] },
          ],
        },
      },
    ],
    ["a text delta", { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: P.text }],
    ["a text", { type: "response.output_text.done", output_index: 0, content_index: 0, text: P.text }],
    ["a part", { type: "response.content_part.done", output_index: 0, part: { type: "output_text", text: P.text } }],
    [
      "a reasoning part",
      { type: "response.content_part.done", output_index: 0, part: { type: "reasoning_text", text: P.keep } },
    ],
    [
      "an item",
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { type: "function_call", arguments: `["${P.json}"]` },
      },
    ],
    [
      "an item of reasoning",
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { type: "reasoning", summary: [{ type: "summary_text", text: P.keep }] },
      },
    ],
    ["arguments", { type: "response.function_call_arguments.delta", output_index: 0, delta: `"${P.json}"` }],
    ["all arguments", { type: "response.function_call_arguments.done", output_index: 0, arguments: `"${P.json}"` }],
    ["a tool's text", { type: "response.custom_tool_call_input.delta", output_index: 0, delta: P.text }],
    ["all of it", { type: "response.custom_tool_call_input.done", output_index: 0, input: P.text }],
    ["a patch", { type: "response.apply_patch_call_operation_diff.delta", output_index: 0, delta: P.text }],
    ["reasoning", { type: "response.reasoning_text.delta", output_index: 0, delta: P.keep }],
    ["all reasoning", { type: "response.reasoning_text.done", output_index: 0, text: P.keep }],
    ["a summary", { type: "response.reasoning_summary_text.delta", output_index: 0, delta: P.keep }],
    [
      "a summary's part",
      { type: "response.reasoning_summary_part.done", output_index: 0, part: { type: "summary_text", text: P.keep } },
    ],
    ["the provider's own tool", { type: "response.mcp_call_arguments.delta", output_index: 0, delta: P.keep }],
    [
      "what objects inherit",
      { type: "constructor.delta", output_index: 0, delta: P.keep, item: { type: "constructor", x: P.keep } },
    ],
  ],
  gemini: [
    [
      "a chunk",
      {
        candidates: [
          {
            content: {
              parts: [
                { text: P.keep, thought: true },
                { text: `${P.text} ` },
                { functionCall: { id: P.keep, name: P.keep, args: { a: { b: P.text } } }, thoughtSignature: P.keep },
              ],
            },
          },
        ],
      },
    ],
    [
      "the snake case",
      {
        candidates: [
          { content: { parts: [{ function_call: { name: "x", args: { a: P.text } } }] }, finish_reason: "STOP" },
        ],
      },
    ],
    [
      "a thought about a call",
      { candidates: [{ content: { parts: [{ thought: true, functionCall: { args: { a: P.keep } } }] } }] },
    ],
    [
      "code that the provider runs",
      {
        candidates: [
          { content: { parts: [{ executableCode: { code: P.keep } }, { codeExecutionResult: { output: P.keep } }] } },
        ],
      },
    ],
    [
      "candidates",
      {
        candidates: [
          { index: 0, content: { parts: [{ text: P.text }] } },
          { index: 1, content: { parts: [{ text: P.text }] } },
        ],
      },
    ],
    ["an error", { error: { message: P.keep } }],
  ],
};

const cases = (Object.keys(events) as DialectId[]).flatMap((dialect) =>
  events[dialect].map(([name, data]) => [dialect, name, data] as const),
);

test.each(cases)("%s: %s", (dialect, _, data) => {
  const [before, after] = both(data);
  const stream = textRestorer({ dialect, redactions });
  expect(stream.push(`data: ${before}\n\n`)).toBe(`data: ${after}\n\n`);
  expect(stream.end()).toBe("");
  const body = textRestorer({ dialect, redactions, contentType: "application/json" });
  expect(body.push(before) + body.end()).toBe(after);
});

describe("what ends a text that could go on", () => {
  const held = placeholder.slice(0, 5);
  const chat = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason }],
  });
  const part = (...parts: object[]) => ({ candidates: [{ content: { parts } }] });
  const text = { type: "response.output_text.delta", output_index: 1, content_index: 0, delta: held };

  test.each<[DialectId, string, object, object, boolean]>([
    [
      "openai-chat",
      "a call",
      chat({ content: held }),
      chat({ tool_calls: [{ index: 0, function: { name: "x" } }] }),
      true,
    ],
    ["openai-chat", "a thought", chat({ content: held }), chat({ reasoning_content: "so" }), true],
    ["openai-chat", "the finish", chat({ content: held }), chat({}, "stop"), true],
    ["openai-chat", "an error", chat({ content: held }), { error: { message: "x" } }, true],
    ["openai-chat", "no empty thought", chat({ content: held }), chat({ reasoning_content: "" }), false],
    [
      "openai-chat",
      "no other choice",
      chat({ content: held }),
      { choices: [{ index: 1, delta: {}, finish_reason: "stop" }] },
      false,
    ],
    ["openai-chat", "no usage", chat({ content: held }), { choices: [], usage: { total_tokens: 1 } }, false],
    [
      "openai-responses",
      "its whole text",
      text,
      { type: "response.output_text.done", output_index: 1, text: held },
      true,
    ],
    ["openai-responses", "its item", text, { type: "response.output_item.done", output_index: 1, item: {} }, true],
    ["openai-responses", "the response", text, { type: "response.incomplete", response: { output: [] } }, true],
    ["openai-responses", "an error", text, { type: "error", message: "x" }, true],
    [
      "openai-responses",
      "no annotation",
      text,
      { type: "response.output_text.annotation.added", output_index: 1 },
      false,
    ],
    [
      "openai-responses",
      "no other item",
      text,
      { type: "response.output_item.done", output_index: 11, item: {} },
      false,
    ],
    ["gemini", "a call", part({ text: held }), part({ functionCall: { name: "x", args: {} } }), true],
    ["gemini", "a thought", part({ text: held }), part({ text: "so", thought: true }), true],
    ["gemini", "the finish", part({ text: held }), { candidates: [{ finishReason: "STOP" }] }, true],
    ["gemini", "no signature", part({ text: held }), part({ text: "", thoughtSignature: "x" }), false],
    ["gemini", "no usage", part({ text: held }), { usageMetadata: {} }, false],
  ])("%s: %s", (dialect, _, first, second, ends) => {
    const restorer = textRestorer({ dialect, redactions });
    const [one, two] = [first, second].map((data) => `data: ${JSON.stringify(data)}\n\n`) as [string, string];
    expect(restorer.push(one)).toBe("");
    expect(restorer.push(two)).toBe(ends ? one + two : "");
    expect(restorer.end()).toBe(ends ? "" : one + two);
  });
});
