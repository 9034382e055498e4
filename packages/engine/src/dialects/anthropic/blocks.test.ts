import { describe, expect, test } from "vitest";
import { draftsIn, fixture, line } from "../testing/fixture.ts";

test("a Messages request in prompt order", () => {
  expect(draftsIn("anthropic", fixture("anthropic", "request.json")).map(line)).toEqual([
    `other tool_definition "{\\"name\\":\\"Read\\",\\"description\\":\\"Reads a file.\\",\\"input_schema\\":{\\"type\\":\\"object\\",\\"properties\\":{\\"file_path\\":{\\"type\\":\\"string\\"}}}}" tool=Read`,
    `other tool_definition "{\\"type\\":\\"web_search_20260318\\",\\"name\\":\\"web_search\\",\\"max_uses\\":5}" tool=web_search`,
    `other tool_definition "{\\"name\\":\\"Read\\",\\"description\\":\\"Another of the same name.\\",\\"input_schema\\":{\\"type\\":\\"object\\"}}" tool=Read mark`,
    `system text "You are a coding agent."`,
    `system text "Be brief." mark`,
    `user text "<system-reminder>Today is a working day.</system-reminder>"`,
    `user text "Why does the parser test fail?"`,
    `system text "Working directory: /project"`,
    `thinking thinking "The user asks about a failing test. I should read it first – naïve guesses won't do." signed`,
    `thinking redacted_thinking "[redacted thinking, 27 B]" signed raw`,
    `assistant text "I'll read the test and look at the screenshot."`,
    `tool_use tool_use "{\\"file_path\\":\\"/project/src/parser.test.ts\\",\\"limit\\":40}" tool=Read id=toolu_01Read paths=/project/src/parser.test.ts`,
    `tool_use tool_use "{}" tool=Screenshot id=toolu_02Shot`,
    `tool_result tool_result "Captured.\\n[image/png, 1024×768, 3 KB]" tool=Screenshot id=toolu_02Shot tokens=1052 raw`,
    `tool_result tool_result "1\\timport { test } from \\"vitest\\";\\n2\\ttest(\\"reads ümläuts\\", …);" tool=Read id=toolu_01Read paths=/project/src/parser.test.ts`,
    `image image "[image/png, 1024×768, 3 KB]" media=image/png tokens=1049 raw`,
    `image image "[image, https://images.example/shot.png]" tokens=1600 raw`,
    `other document "Notes\\n[application/pdf, 9 B]" media=application/pdf raw`,
    `tool_use server_tool_use "{\\"query\\":\\"vitest snapshot\\"}" tool=web_search id=srvtoolu_01`,
    `tool_result web_search_tool_result "Snapshot guide https://vitest.example/guide" tool=web_search id=srvtoolu_01 signed raw`,
    `assistant text "The expected text lacks the umlaut."`,
    `tool_result tool_result "No such tool call" id=toolu_03Gone error mark`,
    `other container_upload "{\\"type\\":\\"container_upload\\",\\"file_id\\":\\"file_011\\"}" raw`,
    `user text "Fix it." mark`,
  ]);
});

const keysOf = (content: unknown, role = "user"): string[] =>
  draftsIn("anthropic", { messages: [{ role, content }] }).map((draft) => draft.key);
const mark = { cache_control: { type: "ephemeral" } };

describe("keys of a Messages request", () => {
  test("string and list, marked and unmarked text have one key", () => {
    const [key] = keysOf("hello");
    expect(keysOf([{ type: "text", text: "hello" }])).toEqual([key]);
    expect(keysOf([{ type: "text", text: "hello", ...mark }])).toEqual([key]);
    expect(keysOf("hello", "assistant")).not.toEqual([key]);
    expect(keysOf("hello!")).not.toEqual([key]);
  });

  test("a system prompt is the same as a string and as a list", () => {
    const [one] = draftsIn("anthropic", { system: "Be brief.", messages: [] });
    const [other] = draftsIn("anthropic", { system: [{ type: "text", text: "Be brief.", ...mark }], messages: [] });
    expect(other!.key).toBe(one!.key);
    expect([one!.cacheMark, other!.cacheMark]).toEqual([undefined, true]);
  });

  test("a result is named by its call, whatever it says and however it is written", () => {
    const result = (content: unknown) => ({ type: "tool_result", tool_use_id: "t1", content });
    expect(keysOf([result("a")])).toEqual(["tool_result#t1"]);
    expect(keysOf([result([{ type: "text", text: "[cleared]" }])])).toEqual(["tool_result#t1"]);
    const [text, list] = [result("a"), result([{ type: "text", text: "a", ...mark }])].map(
      (part) => draftsIn("anthropic", { messages: [{ role: "user", content: [part] }] })[0]!,
    );
    expect([list!.text, list!.hash, list!.cacheMark]).toEqual([text!.text, text!.hash, true]);
  });

  test("a thought's signature is part of its key and not of its text", () => {
    const thought = (signature: string) => [{ type: "thinking", thinking: "hm", signature }];
    expect(keysOf(thought("a"), "assistant")).not.toEqual(keysOf(thought("b"), "assistant"));
    expect(draftsIn("anthropic", { messages: [{ role: "assistant", content: thought("a") }] })[0]!.text).toBe("hm");
  });

  test("two images of one size have two keys, a mark changes neither", () => {
    const image = (data: string) => ({ type: "image", source: { type: "base64", media_type: "image/png", data } });
    expect(keysOf([image("AAAA")])).not.toEqual(keysOf([image("AAAB")]));
    expect(keysOf([{ ...image("AAAA"), ...mark }])).toEqual(keysOf([image("AAAA")]));
  });

  test("an unknown part keeps its key when it is marked", () => {
    const long = { type: "novelty", body: "x".repeat(50_000) };
    expect(keysOf([{ type: "novelty", n: 1, ...mark }])).toEqual(keysOf([{ type: "novelty", n: 1 }]));
    expect(keysOf([{ ...long, ...mark }])).toEqual(keysOf([long]));
    expect(keysOf([{ ...long, body: "y".repeat(50_000) }])).not.toEqual(keysOf([long]));
  });

  test("of tools with one name the first keeps the plain key", () => {
    const tools = [{ name: "A", description: "1" }, { name: "A", description: "2" }, { name: "B" }];
    const keys = draftsIn("anthropic", { tools, messages: [] }).map((draft) => draft.key);
    expect(keys).toEqual(["other#tool:A", expect.stringMatching(/^other#tool:A:.+/), "other#tool:B"]);
  });

  test("spacing and escapes of a tool's input are no change", () => {
    const body = (input: string) =>
      new TextEncoder().encode(
        `{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":${input}}]}]}`,
      );
    const [one] = draftsIn("anthropic", body('{"path":"ü","n":[1,2]}'));
    const [other] = draftsIn("anthropic", body('{ "path" : "\\u00fc",\n"n":[1, 2] }'));
    expect([other!.text, other!.hash]).toEqual([one!.text, one!.hash]);
    expect(one!.filePaths).toEqual(["ü"]);
  });
});

describe("odd Messages requests", () => {
  test.each([
    ["no messages", {}, []],
    ["an empty text is a block", { messages: [{ role: "user", content: "" }] }, ['user text ""']],
    ["no content, null content", { messages: [{ role: "user" }, { role: "user", content: null }] }, []],
    ["a number as message", { messages: [7] }, ['other message "7" raw']],
    ["messages as a string", { messages: "hi" }, ['other messages "\\"hi\\"" raw']],
    ["a role nobody knows", { messages: [{ role: "critic", content: "no" }] }, ['other text "no"']],
    [
      "a text that is a number",
      { messages: [{ role: "user", content: [{ type: "text", text: 5 }] }] },
      ['other text "{\\"type\\":\\"text\\",\\"text\\":5}" raw'],
    ],
    [
      "a call without id, name and input",
      { messages: [{ role: "assistant", content: [{ type: "tool_use" }] }] },
      ['tool_use tool_use ""'],
    ],
    [
      "a result without anything",
      { messages: [{ role: "user", content: [{ type: "tool_result" }] }] },
      ['tool_result tool_result ""'],
    ],
    ["null tools, null system", { tools: null, system: null, messages: [] }, []],
  ])("%s", (_, body, expected) => {
    expect(draftsIn("anthropic", body).map(line)).toEqual(expected);
  });
});
