import { expect, test } from "vitest";
import { nodePort } from "../document/testing/node-port.ts";
import { redactBody } from "./redact-body.ts";

const value = 'sk-l/ive"4f9ä';
const placeholder = "REDACTED_1_abc123";
const redactions = [{ value, placeholder }];
const encoder = new TextEncoder();
const run = (json: string, hidden = redactions) => {
  const bytes = encoder.encode(json);
  const redacted = redactBody(bytes, hidden, nodePort);
  return "bytes" in redacted
    ? { text: new TextDecoder().decode(redacted.bytes), isSame: redacted.bytes === bytes }
    : redacted;
};
const hides = (body: unknown) => {
  const json = JSON.stringify(body);
  const hidden = JSON.stringify(body).replaceAll(JSON.stringify(value).slice(1, -1), placeholder);
  expect(hidden).not.toBe(json);
  expect(run(json)).toEqual({ text: hidden, isSame: false });
};

test.each([
  ["a tool's description", { tools: [{ name: "Read", description: `uses ${value}` }] }],
  ["a schema's default", { tools: [{ input_schema: { properties: { a: { type: "string", default: value } } } }] }],
  ["a schema's property", { tools: [{ input_schema: { properties: { [value]: {} }, required: [value] } }] }],
  [
    "a key of a tool's input",
    { messages: [{ content: [{ type: "tool_use", input: { deep: { [`a ${value}`]: 1 } } }] }] },
  ],
  [
    "a name in a tool's input",
    { messages: [{ content: [{ type: "tool_use", input: { name: value, type: value } }] }] },
  ],
  [
    "a key of Gemini's args",
    { contents: [{ parts: [{ functionCall: { args: { [value]: 1 } }, thoughtSignature: "x" }] }] },
  ],
  ["the provider's own tool", { messages: [{ content: [{ type: "server_tool_use", input: { query: value } }] }] }],
  ["a search result's source", { messages: [{ content: [{ type: "search_result", source: value, title: value }] }] }],
  ["stop sequences", { stop_sequences: ["x", value] }],
  ["an unknown block", { input: [{ type: "new_thing", words: { of: [value] } }] }],
  ["an unknown member", { something: { new: value } }],
  ["metadata and its keys", { metadata: { user_id: value, [value]: "x" } }],
  ["a system prompt", { instructions: value, systemInstruction: { parts: [{ text: value }] } }],
  ["reasoning that nobody signed", { messages: [{ role: "assistant", reasoning_content: value }] }],
])("hidden in %s", (_, body) => hides(body));

test.each([
  [
    "signed thinking",
    { messages: [{ content: [{ type: "thinking", thinking: value, signature: "x" }] }] },
    "/messages/0/content/0/thinking",
  ],
  [
    "a sealed summary",
    { input: [{ type: "reasoning", summary: [{ text: value }], encrypted_content: "x" }] },
    "/input/0/summary/0/text",
  ],
  [
    "Gemini's signed thought",
    { contents: [{ parts: [{ thought: true, text: value, thoughtSignature: "x" }] }] },
    "/contents/0/parts/0/text",
  ],
  ["a tool's name", { tools: [{ name: value }] }, "/tools/0/name"],
  ["an id", { messages: [{ content: [{ type: "tool_use", id: value, input: {} }] }] }, "/messages/0/content/0/id"],
  ["a model", { model: value }, "/model"],
  ["a role", { messages: [{ role: value }] }, "/messages/0/role"],
  ["a key of the body", { [`a/${value}`]: 1 }, `/a~1${placeholder}`],
  ["a key whose placeholder is there", { metadata: { [placeholder]: 1, [value]: 2 } }, `/metadata/${placeholder}`],
])("refused in %s, named by a pointer without the value", (_, body, pointer) => {
  const redacted = run(JSON.stringify(body));
  expect(redacted).toEqual({ pointer, why: expect.any(String) });
  expect(JSON.stringify(redacted)).not.toContain("4f9");
});

test("left where no value stands: words of the API, seals, encoded files", () => {
  const words = [
    { value: "type", placeholder },
    { value: "user", placeholder },
    { value: "QUJD", placeholder },
  ];
  const blob = "QUJD".repeat(40);
  const body = JSON.stringify({
    messages: [{ role: "user", content: [{ type: "thinking", thinking: "x", signature: blob }] }],
    more: [{ type: "base64", media_type: "image/png", data: blob }, `data:image/png;base64,${blob}`],
    gone: [{ type: "redacted_thinking", data: "QUJD" }],
  });
  expect(run(body, words)).toEqual({ text: body, isSame: true });
});

test("however a string is escaped; bytes beside it stay", () => {
  const wild = String.raw`"\u0073k-l\/ive\"4f9\u00E4"`;
  const body = ` { "big" : 12345678901234567890, "a":[ ${wild} ,"\u00e4\ud83d\ude00"] }`;
  expect(run(body)).toEqual({ text: body.replace(wild, `"${placeholder}"`), isSame: false });
  const twice = JSON.stringify({ log: JSON.stringify({ log: JSON.stringify({ value }) }) });
  expect((run(twice) as { text: string }).text).not.toContain("4f9");
});

test("the very bytes that came where there is none", () => {
  expect(run('{"a":["sk-l","ive",1.0,"caf\\u00e9"]}')).toMatchObject({ isSame: true });
  expect(run(JSON.stringify({ a: value }), [])).toMatchObject({ isSame: true });
});
