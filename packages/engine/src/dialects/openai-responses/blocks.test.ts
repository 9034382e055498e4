import { describe, expect, test } from "vitest";
import { draftsIn, fixture, line } from "../testing/fixture.ts";

test("a Responses request in prompt order", () => {
  expect(draftsIn("openai-responses", fixture("openai-responses", "request.json")).map(line)).toEqual([
    `other tool_definition "{\\"type\\":\\"custom\\",\\"name\\":\\"exec\\",\\"description\\":\\"Runs JavaScript.\\",\\"format\\":{\\"type\\":\\"text\\"}}" tool=exec`,
    `other tool_definition "{\\"type\\":\\"namespace\\",\\"name\\":\\"mcp__files\\",\\"tools\\":[{\\"type\\":\\"function\\",\\"name\\":\\"list\\"}]}" tool=mcp__files`,
    `system input_text "You are Codex."`,
    `user input_text "Look."`,
    `image input_image "[image/png, 1024×768, 3 KB]" media=image/png tokens=765 raw`,
    `user text "An easy message."`,
    `thinking reasoning "**Reading** the file" signed`,
    `thinking reasoning "[encrypted reasoning, 9 B]" signed raw`,
    `tool_use function_call "{\\"path\\":\\"src/a.ts\\"}" tool=read_file id=call_1 paths=src/a.ts`,
    `tool_use custom_tool_call "await tools.exec_command({cmd: \\"ls\\"})" tool=exec id=call_2`,
    `tool_result custom_tool_call_output "a.ts\\n[image/png, 1024×768, 3 KB]" tool=exec id=call_2 tokens=766 raw`,
    `tool_result function_call_output "export const a = 1;" tool=read_file id=call_1 paths=src/a.ts`,
    `tool_use local_shell_call "{\\"type\\":\\"exec\\",\\"command\\":[\\"ls\\"],\\"env\\":{}}" tool=local_shell id=call_3`,
    `tool_result local_shell_call_output "{\\"output\\":\\"a.ts\\"}" tool=local_shell id=call_3`,
    `tool_use shell_call "{\\"commands\\":[\\"pwd\\"]}" tool=shell id=call_4`,
    `tool_result shell_call_output "/project\\n" tool=shell id=call_4 raw`,
    `tool_use web_search_call "{\\"type\\":\\"search\\",\\"query\\":\\"vitest\\"}" tool=web_search id=ws_1 raw`,
    `tool_use mcp_call "{\\"path\\":\\".\\"}" tool=list id=mcp_1 paths=. raw`,
    `tool_use apply_patch_call "{\\"type\\":\\"update_file\\",\\"path\\":\\"src/a.ts\\",\\"diff\\":\\"@@\\"}" tool=apply_patch id=call_5 paths=src/a.ts`,
    `tool_result apply_patch_call_output "no such file" tool=apply_patch id=call_5 paths=src/a.ts error`,
    `assistant output_text "It exports a."`,
    `assistant refusal "No more."`,
    `other compaction "{\\"type\\":\\"compaction\\",\\"encrypted_content\\":\\"gAAAAABo3\\"}" signed raw`,
    `other item_reference "{\\"type\\":\\"item_reference\\",\\"id\\":\\"msg_9\\"}" raw`,
    `other compaction_trigger "{\\"type\\":\\"compaction_trigger\\"}" raw`,
  ]);
});

const only = (item: object) => draftsIn("openai-responses", { input: [item] })[0]!;

describe("keys of a Responses request", () => {
  test("the forms of a message have one key", () => {
    const keys = [
      only({ role: "user", content: "hello" }),
      only({ type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] }),
      draftsIn("openai-responses", { input: "hello" })[0]!,
    ].map((draft) => draft.key);
    expect(new Set(keys).size).toBe(1);
  });

  test("ids that clients drop are no part of a key", () => {
    const reasoning = { type: "reasoning", summary: [{ type: "summary_text", text: "a" }], encrypted_content: "Q" };
    expect(only({ ...reasoning, id: "rs_1", content: null }).key).toBe(only(reasoning).key);
    expect(only({ ...reasoning, encrypted_content: "R" }).key).not.toBe(only(reasoning).key);
    const search = { type: "web_search_call", action: { type: "search", query: "q" } };
    expect(only({ ...search, id: "ws_1" }).key).toBe(only(search).key);
  });

  test("an output is named by its call, as a string and as a list", () => {
    const output = (value: unknown) => only({ type: "function_call_output", call_id: "c", output: value });
    expect([output("a").key, output([{ type: "input_text", text: "a" }]).key]).toEqual(Array(2).fill("tool_result#c"));
    expect(output([{ type: "input_text", text: "a" }]).hash).toBe(output("a").hash);
  });
});

describe("odd Responses requests", () => {
  test.each([
    [
      "a plain string",
      { input: "hi", instructions: "Be brief." },
      ['system instructions "Be brief."', 'user input_text "hi"'],
    ],
    ["null input", { input: null, instructions: null }, []],
    ["an item that is a number", { input: [4] }, ['other number "4" raw']],
    [
      "an item of tomorrow",
      { input: [{ type: "phase", n: 1 }] },
      ['other phase "{\\"type\\":\\"phase\\",\\"n\\":1}" raw'],
    ],
    [
      "an answer to an approval",
      { input: [{ type: "mcp_approval_response", approval_request_id: "a", approve: false, reason: "no" }] },
      ['tool_result mcp_approval_response "refused no" id=a'],
    ],
    [
      "additional tools that are none",
      { input: [{ type: "additional_tools", tools: 3 }] },
      ['other additional_tools "{\\"type\\":\\"additional_tools\\",\\"tools\\":3}" raw'],
    ],
  ])("%s", (_, body, expected) => {
    expect(draftsIn("openai-responses", body).map(line)).toEqual(expected);
  });
});
