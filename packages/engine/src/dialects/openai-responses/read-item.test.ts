import { describe, expect, test } from "vitest";
import { draftsIn, line } from "../testing/fixture.ts";

const itemOf = (item: object): string =>
  draftsIn("openai-responses", { input: [item] })
    .map(line)
    .join("\n");

describe("calls of built-in tools", () => {
  test.each([
    [
      { type: "code_interpreter_call", id: "ci", code: "print(1)", outputs: [] },
      'tool_use code_interpreter_call "print(1)" tool=code_interpreter id=ci raw',
    ],
    [
      { type: "file_search_call", id: "fs", queries: ["a"] },
      'tool_use file_search_call "[\\"a\\"]" tool=file_search id=fs raw',
    ],
    [
      { type: "computer_call", call_id: "cc", action: { type: "click", x: 1 } },
      'tool_use computer_call "{\\"type\\":\\"click\\",\\"x\\":1}" tool=computer id=cc',
    ],
    [
      { type: "mcp_approval_request", id: "ar", name: "rm", arguments: '{"path":"a"}' },
      'tool_use mcp_approval_request "{\\"path\\":\\"a\\"}" tool=rm id=ar paths=a raw',
    ],
    [
      { type: "tool_search_call", call_id: "ts", arguments: { query: "x" } },
      'tool_use tool_search_call "{\\"query\\":\\"x\\"}" tool=tool_search id=ts',
    ],
    [{ type: "program", call_id: "pr", code: "await f()" }, 'tool_use program "await f()" tool=program id=pr'],
    [{ type: "function_call" }, 'tool_use function_call "" tool=function raw'],
    [
      { type: "custom_tool_call", call_id: "c", name: "exec", input: "" },
      'tool_use custom_tool_call "" tool=exec id=c',
    ],
  ])("%j", (item, expected) => {
    expect(itemOf(item)).toBe(expected);
  });
});

describe("outputs", () => {
  test.each([
    [
      {
        type: "computer_call_output",
        call_id: "cc",
        output: { type: "computer_screenshot", image_url: "data:image/png;base64,AAAA" },
      },
      'tool_result computer_call_output "[image/png, 3 B]" id=cc tokens=765 raw',
    ],
    [
      { type: "tool_search_output", call_id: "ts", tools: [{ type: "function", name: "f" }] },
      'tool_result tool_search_output "{\\"type\\":\\"function\\",\\"name\\":\\"f\\"}" id=ts raw',
    ],
    [{ type: "program_output", call_id: "pr", result: "7" }, 'tool_result program_output "7" id=pr'],
    [{ type: "local_shell_call_output", id: "ls", output: "{}" }, 'tool_result local_shell_call_output "{}" id=ls'],
    [
      {
        type: "shell_call_output",
        call_id: "s",
        output: [{ stdout: "a", stderr: "b", outcome: { type: "exit", exit_code: 1 } }],
      },
      'tool_result shell_call_output "a\\nb" id=s raw',
    ],
    [{ type: "function_call_output", call_id: "f", output: null }, 'tool_result function_call_output "" id=f'],
    [{ type: "function_call_output", output: 7 }, 'tool_result function_call_output "7" raw'],
  ])("%j", (item, expected) => {
    expect(itemOf(item)).toBe(expected);
  });
});

describe("other items", () => {
  test.each([
    [
      { type: "image_generation_call", id: "ig", result: "x".repeat(60_000) },
      'image image_generation_call "[image_generation_call, 59 KB]" raw',
    ],
    [
      { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "open" }] },
      'thinking reasoning "open"',
    ],
    [{ type: "reasoning" }, 'thinking reasoning ""'],
    [{ type: "message", role: "tool", content: "x" }, 'other text "x"'],
    [{ type: "message", role: "user", content: 3 }, 'other content "3" raw'],
    [{ type: "message", role: "user" }, ""],
    [
      {
        role: "user",
        content: [{ type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" }],
      },
      'other input_file "[application/pdf, 3 B]" media=application/pdf raw',
    ],
    [
      { role: "user", content: [{ type: "input_file", file_url: "https://a.example/b.pdf" }] },
      'other input_file "[file, https://a.example/b.pdf]" raw',
    ],
    [
      { role: "user", content: [{ type: "input_image", file_id: "file_1", detail: "low" }] },
      'image input_image "[image, file_1]" tokens=85 raw',
    ],
  ])("%j", (item, expected) => {
    expect(itemOf(item)).toBe(expected);
  });

  test("additional tools are tools, in the place of their item", () => {
    const tools = [{ type: "custom", name: "exec" }, { type: "mcp", server_label: "files" }, { type: "web_search" }];
    const drafts = draftsIn("openai-responses", {
      input: [
        { role: "user", content: "a" },
        { type: "additional_tools", tools },
      ],
    });
    expect(drafts.map((draft) => draft.key).slice(1)).toEqual([
      "other#tool:exec",
      "other#tool:files",
      "other#tool:web_search",
    ]);
  });
});
