import { describe, expect, test } from "vitest";
import { ghostOf } from "./ghost.ts";
import { mostTokens } from "./most-tokens.ts";

describe("what stands in place of a removed block", () => {
  test.each([
    [
      { role: "tool_result", toolName: "Read", filePaths: ["packages/engine/src/content-kind.ts"] },
      "[removed: Read content-kind.ts]",
    ],
    [{ role: "tool_result", toolName: "Bash" }, "[removed: Bash]"],
    [{ role: "tool_result", toolName: "Read", filePaths: ["src/"] }, "[removed: Read src/]"],
    [{ role: "tool_result", toolName: "mcp__files__list", filePaths: [] }, "[removed: list]"],
    [{ role: "user" }, "[removed: user message]"],
    [{ role: "tool_result" }, "[removed: tool result]"],
    [{ role: "tool_result", toolName: "Read", filePaths: ["資料.md"] }, "[removed: Read __.md]"],
  ] as const)("%o", (block, ghost) => {
    expect(ghostOf(block)).toBe(ghost);
  });

  test("long names are cut, and say so", () => {
    const ghost = ghostOf({ role: "tool_result", toolName: "Read", filePaths: ["a/qzxwvkjqzxwvkjqzxwvkj.ts"] });
    expect(ghost).toMatch(/^\[removed: Read qzxw\w+…\]$/);
    expect(ghostOf({ role: "tool_result", toolName: "[x]\n", filePaths: ["]"] })).toBe("[removed: _x__ _]");
  });
});

describe("tokens at most", () => {
  test.each([
    ["", 0],
    ["content", 1],
    ["Content", 1],
    ["contentType.ts", 4],
    ["1234", 2],
    ["README", 6],
    ["qzx", 3],
    ["kobalu", 4],
    ["a-b", 3],
  ])("%s", (text, tokens) => {
    expect(mostTokens(text)).toBe(tokens);
  });
});
