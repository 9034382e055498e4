import type { DialectId } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { checkBytes } from "../support/strict/check-bytes.ts";
import { checkRequest } from "../support/strict/check-request.ts";

/** The checker of law 2 itself: each thing that a provider refuses, or that is not ours to change, must be found. */
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

interface Holder {
  [key: string]: Holder;
}

/** What it says when the value at `path` (dots between names) is set, or for undefined taken out, in a copy. */
function afterSetting(dialect: DialectId, request: object, path: string, value: unknown): string[] {
  const copy = structuredClone(request) as unknown as Holder;
  const names = path.split(".");
  const last = names.pop()!;
  const holder = names.reduce((inner, name) => inner[name]!, copy);
  if (value !== undefined) holder[last] = value as Holder;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return checkRequest(dialect, encode(copy), encode(request));
}

const mark = { type: "ephemeral" };
const ours = { type: "text", text: "ours" };

const anthropic = {
  model: "m",
  future: { a: 1 },
  system: [{ type: "text", text: "rules", cache_control: mark }],
  tools: [{ name: "Read", description: "Reads" }],
  messages: [
    { role: "user", content: "question" },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "hm", signature: "s" },
        { type: "tool_use", id: "t1", name: "Read", input: { path: "a.ts" } },
        { type: "tool_use", id: "t2", name: "Read", input: {} },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "t1", content: [{ type: "text", text: "one", cache_control: mark }] },
        { type: "tool_result", tool_use_id: "t2", content: [{ type: "tool_reference", tool_name: "x" }] },
        { type: "text", text: "go on", cache_control: mark },
        { type: "image", source: { type: "base64", data: "aGk=" } },
      ],
    },
    { role: "assistant", content: "so" },
  ],
};

const chat = {
  model: "m",
  messages: [
    { role: "system", content: "rules" },
    { role: "user", content: "question" },
    {
      role: "assistant",
      content: null,
      reasoning_content: "hm",
      tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "c1", content: "one" },
    { role: "assistant", content: "so" },
  ],
  tools: [{ type: "function", function: { name: "f" } }],
};

const responses = {
  instructions: "rules",
  input: [
    { type: "additional_tools", tools: [] },
    { type: "message", role: "user", content: [{ type: "input_text", text: "question" }] },
    { type: "reasoning", summary: [], encrypted_content: "sealed" },
    { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
    { type: "function_call_output", call_id: "c1", output: "one" },
    { type: "item_to_come", text: "?" },
  ],
};
const item = (role: string) => ({ type: "message", role, content: [{ type: "input_text", text: "ours" }] });

const gemini = {
  contents: [
    { role: "user", parts: [{ text: "question" }] },
    { role: "model", parts: [{ text: "hm", thoughtSignature: "s" }, { functionCall: { name: "f", args: {} } }] },
    { role: "user", parts: [{ functionResponse: { name: "f", response: { output: "one" } } }] },
  ],
  generationConfig: { temperature: 1 },
};

const insertedAt = (list: readonly unknown[], at: number, value: unknown): unknown[] => [
  ...list.slice(0, at),
  value,
  ...list.slice(at),
];
const results = anthropic.messages[2]!.content as unknown[];

describe.each<[DialectId, object, [string, unknown, RegExp][]]>([
  [
    "anthropic",
    anthropic,
    [
      ["future.a", 2, /member future/],
      ["tools", undefined, /member tools/],
      ["system", undefined, /member system is gone/],
      ["system.0.text", " ", /system: a part/],
      ["messages.0", undefined, /came or went/],
      ["messages.0.role", "assistant", /beside content/],
      ["messages.0.content", "", /empty/],
      ["messages.0.content", [{ type: "text", text: "question" }], /became a list/],
      ["messages.1.content.0.signature", "t", /may not be/],
      ["messages.1.content.0.thinking", "h", /may not be/],
      ["messages.1.content.1.id", "t3", /may not be/],
      ["messages.1.content.1.input", [], /may not be/],
      ["messages.1.content.1", undefined, /do not go together/],
      ["messages.1.content", insertedAt(anthropic.messages[1]!.content as unknown[], 1, ours), /may not be/],
      ["messages.2.content.0", undefined, /do not go together/],
      ["messages.2.content.0.content.0.cache_control", undefined, /may not be/],
      ["messages.2.content.0.cache_control", mark, /cache marks|may not be/],
      ["messages.2.content.0.content.0.text", "", /may not be/],
      ["messages.2.content.1.content.0", ours, /may not be/],
      ["messages.2.content.2.cache_control", undefined, /may not be/],
      ["messages.2.content", insertedAt(results, 1, ours), /before a tool result/],
      ["messages.2.content", insertedAt(results, 4, { ...ours, cache_control: mark }), /may not be/],
      ["messages.2.content.3.source.data", "b2s=", /may not be/],
      ["messages.2.content.2.text", "half \ud83d", /half a character/],
      ["messages.3.content", [{ type: "text", text: "so \n" }], /white space/],
    ],
  ],
  [
    "openai-chat",
    chat,
    [
      ["tools.0.function.name", "g", /member tools/],
      ["messages.1", undefined, /lost/],
      ["messages.1.content", " ", /may not be/],
      ["messages.2.reasoning_content", "h", /may not be/],
      ["messages.2.tool_calls.0.id", "c2", /may not be/],
      ["messages.2.tool_calls.0.function.arguments", "[]", /may not be/],
      ["messages.2.tool_calls.0.function.arguments", '{"a":"\\ud83d"}', /may not be/],
      ["messages.2.tool_calls", [], /may not be/],
      ["messages.3.tool_call_id", "c2", /may not be/],
      ["messages.3", undefined, /lost/],
      ["messages", insertedAt(chat.messages, 3, { role: "user", content: "ours" }), /between calls/],
      ["messages", insertedAt(chat.messages, 2, { role: "system", content: "ours" }), /in the middle/],
      ["messages", insertedAt(chat.messages, 5, { role: "user", content: "" }), /may not be/],
      ["messages", insertedAt(chat.messages, 5, { role: "assistant", content: "ours" }), /may not be/],
    ],
  ],
  [
    "openai-responses",
    responses,
    [
      ["instructions", "", /instructions/],
      ["input.0", undefined, /lost/],
      ["input.2.encrypted_content", "open", /may not be/],
      ["input.2", undefined, /lost/],
      ["input.3.arguments", "1", /may not be/],
      ["input.3.call_id", "c2", /may not be/],
      ["input.4.output", "", /may not be/],
      ["input.4", undefined, /lost/],
      ["input.5.text", "!", /may not be/],
      ["input", insertedAt(responses.input, 3, item("user")), /behind reasoning/],
      ["input", insertedAt(responses.input, 4, item("user")), /between a call/],
      ["input", insertedAt(responses.input, 5, item("developer")), /in the middle/],
      ["input", insertedAt(responses.input, 5, item("assistant")), /may not be/],
    ],
  ],
  [
    "gemini",
    gemini,
    [
      ["generationConfig.temperature", 2, /generationConfig/],
      ["contents.0", undefined, /came or went/],
      ["contents.0.parts.0.text", "", /may not be/],
      ["contents.1.parts.0.text", "h", /may not be/],
      ["contents.1.parts.1.functionCall.name", "g", /may not be/],
      ["contents.1.parts.1.functionCall.args", "x", /may not be/],
      ["contents.1.parts", [...gemini.contents[1]!.parts, { text: "ours" }], /may not be/],
      ["contents.2.parts", insertedAt(gemini.contents[2]!.parts, 0, { text: "ours" }), /before a function response/],
      ["contents.2.parts.0.functionResponse.response", "x", /may not be/],
      ["contents.2.parts.0", undefined, /lost/],
      ["contents.2.role", "model", /beside parts/],
    ],
  ],
])("%s", (dialect, request, faults) => {
  test("the request itself is fine", () => {
    expect(checkRequest(dialect, encode(request), encode(request))).toEqual([]);
  });

  test.each(faults)("%s set to %j", (path, value, message) => {
    expect(afterSetting(dialect, request, path, value).join("\n")).toMatch(message);
  });

  test("a body that is no JSON", () => {
    expect(checkRequest(dialect, new TextEncoder().encode("{"), encode(request))).toEqual([
      "the body is no JSON object",
    ]);
    expect(checkRequest(dialect, Uint8Array.of(0x22, 0xff, 0x22), encode(request))).toEqual([
      "the body is no JSON object",
    ]);
  });
});

test("more than four marks, where the client had fewer", () => {
  const marked = (count: number) => ({
    messages: [
      {
        role: "user",
        content: Array.from({ length: 6 }, (_, at) => ({
          type: "text",
          text: "a",
          ...(at < count ? { cache_control: mark } : {}),
        })),
      },
    ],
  });
  expect(checkRequest("anthropic", encode(marked(5)), encode(marked(4))).join()).toMatch(/5 cache marks/);
});

test("bytes outside the edits", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const edits = [{ start: 1, end: 2, bytes: bytes("BB") }];
  expect(checkBytes(bytes("abc"), bytes("aBBc"), edits)).toEqual([]);
  expect(checkBytes(bytes("abc"), bytes("xBBc"), edits).join()).toMatch(/were changed/);
  expect(checkBytes(bytes("abc"), bytes("aBXc"), edits).join()).toMatch(/not in its place/);
  expect(checkBytes(bytes("abc"), bytes("aBBx"), edits).join()).toMatch(/were changed/);
  expect(checkBytes(bytes("abc"), bytes("aBBcd"), edits).join()).toMatch(/too many/);
  expect(checkBytes(bytes("abc"), bytes("aBBc"), [...edits, ...edits]).join()).toMatch(/overlaps/);
});
