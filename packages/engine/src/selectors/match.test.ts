import { describe, expect, test } from "vitest";
import { matchSelector } from "./match.ts";
import { parseSelector } from "./parse-selector.ts";
import { selectorBlock } from "./testing/selector-block.ts";

type Facts = Parameters<typeof selectorBlock>[0];
const matches = (selector: string, facts: Facts, text?: string): boolean =>
  matchSelector(parseSelector(selector), selectorBlock(facts, text));

describe("matchSelector", () => {
  test.each<[selector: string, holds: Facts, not: Facts]>([
    ["role:tool_result", { role: "tool_result" }, { role: "tool_use" }],
    ["role:tool_use,thinking", { role: "thinking" }, { role: "tool_result" }],
    ["zone:primacy", { zone: "primacy" }, { zone: "recency" }],
    ["level:trimmed", { level: "trimmed" }, { level: "original" }],
    ["pinned:true", { pinned: "bottom" }, { pinned: null }],
    ["pinned:false", { pinned: null }, { pinned: "top" }],
    ["pinned:top", { pinned: "top" }, { pinned: "bottom" }],
    ["pinned:top,false", { pinned: null }, { pinned: "bottom" }],
    ["error:true", { isError: true }, {}],
    ["error:false", {}, { isError: true }],
    ["kind:function_*", { kind: "function_call_output" }, { kind: "custom_tool_call" }],
    ["tool:Read", { toolName: "Read" }, { toolName: "read" }],
    ["tool:Read", { toolName: "Read" }, {}],
    ["tool:mcp__*", { toolName: "mcp__files/read" }, { toolName: "Read" }],
    ["origin:plugin:*", { origin: "plugin:auto-test" }, { origin: "client" }],
    ["file:src/**", { filePaths: ["/home/u/p/src/a.ts"] }, { filePaths: ["/home/u/p/test/a.ts"] }],
    ["file:src/**", { filePaths: ["README.md", "src/deep/a.ts"] }, {}],
    ["id:block-3", { n: 3 }, { n: 33 }],
    ["id:3,block-7", { n: 7 }, { n: 37 }],
    ["age>10", { age: 11 }, { age: 10 }],
    ["age>=10", { age: 10 }, { age: 9 }],
    ["turn<5", { turn: 4 }, { turn: 5 }],
    ["turn<=5", { turn: 5 }, { turn: 6 }],
    ["position=-1", { position: -1 }, { position: 1 }],
    ["staleness>=49.5", { staleness: 50 }, { staleness: 49 }],
    ["tokens>1.5k", { tokens: 1_501 }, { tokens: 1_500 }],
    ["!role:user", { role: "system" }, { role: "user" }],
    ["not:role:user", { role: "system" }, { role: "user" }],
    ["!not:role:user", { role: "user" }, { role: "system" }],
    ["!file:**", {}, { filePaths: ["a"] }],
    ["role:tool_result age>10 tokens>2000", { age: 11, tokens: 2_001 }, { age: 11, tokens: 2_000 }],
  ])("%s", (selector, holds, not) => {
    expect(matches(selector, holds)).toBe(true);
    expect(matches(selector, not)).toBe(false);
  });

  test.each<[selector: string, holds: string, not: string]>([
    ['text:"two words"', "has two words.", "two  words"],
    ["text:a,b", "a,b", "a"],
    ["text:a.c", "a.c", "abc"],
    ['text:"say \\"hi\\"\\n"', 'say "hi"\n', 'say "hi"'],
    ['text~"TODO|FIXME"', "a FIXME here", "todo"],
    ['text~"(?i)todo"', "Todo", "to do"],
    ['text~"^\\d+ \\"x\\"$"', '12 "x"', "12 x"],
    ["text~a.c", "xabcx", "ac"],
    ["!text:secret", "open", "a secret"],
  ])("%s", (selector, holds, not) => {
    expect(matches(selector, {}, holds)).toBe(true);
    expect(matches(selector, {}, not)).toBe(false);
  });

  test("a text is only read where everything else holds, wherever it stands in the selector", () => {
    expect(matches("text:x role:user", { role: "tool_result" })).toBe(false);
    expect(matches("text~x !role:tool_result", { role: "tool_result" })).toBe(false);
    expect(() => matches("text:x role:tool_result", {})).toThrow("the text was read");
  });
});
