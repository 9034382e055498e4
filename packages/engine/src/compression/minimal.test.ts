import { describe, expect, test } from "vitest";
import type { Compress } from "./contract.ts";
import { describeBlock } from "./describe-block.ts";
import { minimal } from "./minimal.ts";

const text = "some words of a text that is long enough to be left out\n".repeat(40);
const line = (input: Partial<Parameters<Compress>[1]>) =>
  minimal({ text, role: "tool_result", id: "block-17", tokens: 9_120, ...input })?.text;

describe("one line", () => {
  test("says what it was, its size, and how to have it back", () => {
    expect(line({ toolName: "Read", filePaths: ["src/a.ts"] })).toBe(
      "[Read src/a.ts, 40 lines, 9,120 tokens; shortened by Aperture, block-17 restores it]",
    );
    expect(line({ role: "user", tokens: 1, text: text.replaceAll("\n", " ") })).toBe(
      "[user message, 1 line, 1 token; shortened by Aperture, block-17 restores it]",
    );
  });

  test("is no longer than the text", () => {
    expect(line({ text: "a short text" })).toBeUndefined();
    expect(line({ text: "" })).toBeUndefined();
  });

  test("is one line whatever the call was, and no bracket ends it early", () => {
    const command = `echo "[1]\n${"x".repeat(5_000)}"\u0007 😀`;
    const said = line({ toolName: "Ba]sh\n", toolInput: JSON.stringify({ command }), text: text.repeat(9) })!;
    expect(said).toMatch(/^\[[^[\]\n]{1,220}\]$/);
    expect(said.isWellFormed()).toBe(true);
  });
});

describe("what a block is", () => {
  test.each([
    [{ role: "tool_result", toolName: "Read", filePaths: ["a.ts", "b.ts"] }, "Read a.ts and more"],
    [{ role: "tool_result", toolName: "Bash", toolInput: '{"command":"go test ./..."}' }, "Bash `go test ./...`"],
    [{ role: "tool_result", toolName: "Grep", toolInput: '{"pattern":"a b"}' }, 'Grep "a b"'],
    [{ role: "tool_use", toolName: "Write", filePaths: ["a.ts"] }, "call of Write a.ts"],
    [{ role: "tool_result", toolName: "exec", toolInput: "not JSON" }, "exec"],
    [{ role: "tool_result", toolName: "exec", toolInput: "null" }, "exec"],
    [{ role: "tool_result", toolName: "think", toolInput: '{"n":1}' }, "think"],
    [{ role: "assistant" }, "answer"],
    [{ role: "system" }, "system prompt"],
  ] as const)("%o", (block, words) => {
    expect(describeBlock(block)).toBe(words);
  });
});

describe("a call's arguments", () => {
  const call = (input: unknown) => line({ role: "tool_use", toolName: "Write", text: JSON.stringify(input) });

  test("stay an object; long values say what they were", () => {
    const said = call({
      file_path: "src/a.ts",
      content: "x".repeat(5_000),
      list: new Array<number>(100).fill(1),
      flag: true,
    });
    expect(JSON.parse(said!)).toEqual({
      file_path: "src/a.ts",
      content: `${"x".repeat(40)} [5,000 characters; shortened by Aperture, block-17 restores them]`,
      list: "[201 characters; shortened by Aperture, block-17 restores them]",
      flag: true,
    });
  });

  test("that are no object, short, or hold numbers no reader gets right stay", () => {
    expect(call([1, 2, 3, "x".repeat(5_000)])).toBeUndefined();
    expect(call({ command: "ls" })).toBeUndefined();
    expect(line({ role: "tool_use", text: "free text of a custom tool ".repeat(50) })).toBeUndefined();
    expect(line({ role: "tool_use", text: `{"id": 12345678901234567890, "t": "${"x".repeat(900)}"}` })).toBeUndefined();
  });
});
