import { describe, expect, test } from "vitest";
import { draftsIn, line } from "../testing/fixture.ts";

const partOf = (part: object, role = "user"): string =>
  draftsIn("anthropic", { messages: [{ role, content: [part] }] })
    .map(line)
    .join("\n");

describe("documents", () => {
  const document = (source: object, rest: object = {}) => partOf({ type: "document", source, ...rest });

  test.each([
    [
      "plain text",
      document({ type: "text", media_type: "text/plain", data: "the text" }),
      'other document "the text" media=text/plain raw',
    ],
    [
      "with a title",
      document({ type: "text", media_type: "text/plain", data: "the text" }, { title: "Notes" }),
      'other document "Notes\\nthe text" media=text/plain raw',
    ],
    [
      "an address",
      document({ type: "url", url: "https://a.example/x.pdf" }),
      'other document "[document, https://a.example/x.pdf]" raw',
    ],
    ["a file", document({ type: "file", file_id: "file_9" }), 'other document "[document, file_9]" raw'],
    [
      "parts of its own",
      document({
        type: "content",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      }),
      'other document "a\\nb" raw',
    ],
  ])("%s", (_, found, expected) => {
    expect(found).toBe(expected);
  });
});

describe("results", () => {
  const result = (content: unknown, rest: object = {}) =>
    partOf({ type: "tool_result", tool_use_id: "t", content, ...rest });

  test.each([
    ["a string", result("a"), 'tool_result tool_result "a" id=t'],
    [
      "several texts",
      result([
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ]),
      'tool_result tool_result "a\\nb" id=t',
    ],
    ["an empty list", result([]), 'tool_result tool_result "" id=t'],
    ["nothing", result(null), 'tool_result tool_result "" id=t'],
    ["an error", result("no", { is_error: true }), 'tool_result tool_result "no" id=t error'],
    ["an error that is none", result("no", { is_error: "true" }), 'tool_result tool_result "no" id=t'],
    [
      "a reference to a tool",
      result([{ type: "tool_reference", tool_name: "Read" }]),
      'tool_result tool_result "{\\"type\\":\\"tool_reference\\",\\"tool_name\\":\\"Read\\"}" id=t raw',
    ],
    [
      "a document inside",
      result([{ type: "document", source: { type: "file", file_id: "f" } }]),
      'tool_result tool_result "[document, f]" id=t raw',
    ],
    ["a list of strings", result(["a", "b"]), 'tool_result tool_result "a\\nb" id=t'],
  ])("%s", (_, found, expected) => {
    expect(found).toBe(expected);
  });

  test("an error of the provider's own tool", () => {
    const content = { type: "web_search_tool_result_error", error_code: "unavailable" };
    const part = { type: "web_search_tool_result", tool_use_id: "s", content };
    expect(partOf(part, "assistant")).toMatch(
      /^tool_result web_search_tool_result ".*unavailable.*" id=s error signed raw$/,
    );
  });

  test("an MCP call and its result", () => {
    const call = { type: "mcp_tool_use", id: "m", name: "list", server_name: "files", input: { path: "." } };
    expect(partOf(call, "assistant")).toBe('tool_use mcp_tool_use "{\\"path\\":\\".\\"}" tool=list id=m paths=.');
    const answer = { type: "mcp_tool_result", tool_use_id: "m", content: [{ type: "text", text: "a" }] };
    expect(partOf(answer)).toBe('tool_result mcp_tool_result "a" id=m');
  });
});

describe("thoughts", () => {
  test.each([
    ["a thought", { type: "thinking", thinking: "hm", signature: "s" }, 'thinking thinking "hm" signed'],
    ["a thought kept back", { type: "thinking", thinking: "", signature: "s" }, 'thinking thinking "" signed'],
    [
      "a sealed thought",
      { type: "redacted_thinking", data: "x".repeat(2_048) },
      'thinking redacted_thinking "[redacted thinking, 2 KB]" signed raw',
    ],
    ["a thought without anything", { type: "thinking" }, 'thinking thinking "[redacted thinking, 0 B]" signed raw'],
  ])("%s", (_, part, expected) => {
    expect(partOf(part, "assistant")).toBe(expected);
  });

  test("two sealed thoughts of one length have two keys", () => {
    const content = ["QUJD", "QUJE"].map((data) => ({ type: "redacted_thinking", data }));
    const keys = draftsIn("anthropic", { messages: [{ role: "assistant", content }] }).map((draft) => draft.key);
    expect(new Set(keys).size).toBe(2);
  });
});

test("an unknown part that is long is shown by its size", () => {
  expect(partOf({ type: "novelty", body: "x".repeat(40_000) })).toBe('other novelty "[novelty, 39 KB]" raw');
});

test("the span of a string content is the string, of a part the part", () => {
  const body = {
    messages: [
      { role: "user", content: "hello" },
      { role: "user", content: [{ type: "text", text: "hello" }] },
    ],
  };
  const [plain, part] = draftsIn("anthropic", body);
  expect([plain!.end - plain!.start, part!.end - part!.start]).toEqual([7, 30]);
});
