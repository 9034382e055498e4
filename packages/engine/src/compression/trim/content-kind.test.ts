import { describe, expect, test } from "vitest";
import { contentKind } from "./content-kind.ts";
import { codeLines, numbered, printed, toolResult } from "./testing/tool-result.ts";

const code = codeLines(12);

describe("by tool", () => {
  test.each([
    ["Read", "file-read"],
    ["read", "file-read"],
    ["read_file", "file-read"],
    ["mcp__files__read_text_file", "file-read"],
    ["str_replace_based_edit_tool", "file-read"],
    ["Glob", "listing"],
    ["LS", "listing"],
    ["list_directory", "listing"],
    ["find_file", "listing"],
  ])("%s", (toolName, kind) => {
    expect(contentKind(toolResult(code, { toolName }))).toBe(kind);
  });

  test("a log that is read is a log", () => {
    expect(contentKind(toolResult("a\nb", { toolName: "Read", filePaths: ["/tmp/build.LOG"] }))).toBe("log");
  });

  test("no tool is called like a property of every object", () => {
    for (const toolName of ["constructor", "__proto__", "toString", ""])
      expect(contentKind(toolResult("some words", { toolName }))).toBe("prose");
  });
});

describe("by command", () => {
  test.each([
    ["cat src/a.ts", "file-read"],
    ["cd app && sed -n '1,80p' src/a.ts", "file-read"],
    ["head -50 src/a.ts | cut -c1-80", "file-read"],
    ["ls -la | head", "listing"],
    ["find . -name '*.ts' | sort", "listing"],
    ["git ls-files", "listing"],
    ["python run.py | tail -5", "code"],
  ])("%s", (command, kind) => {
    expect(contentKind(printed(command, code))).toBe(kind);
  });

  test("Codex says it in its own words", () => {
    const texts = ["a.ts", "b.ts"];
    const input = { toolName: "exec_command", toolInput: '{"cmd":["bash","-lc","ls src"]}' };
    expect(contentKind(toolResult(texts, input))).toBe("listing");
    expect(contentKind(toolResult(texts, { toolName: "shell", toolInput: "not JSON" }))).toBe("log");
  });
});

describe("by the text itself", () => {
  test.each<[string, string, readonly string[]]>([
    ["diff", "git log -p", ["commit 1", "diff --git a/x b/x", "@@ -1 +1 @@", "-a", "+b"]],
    ["test-output", "make check", ["=== RUN   TestA", "--- PASS: TestA (0.00s)", "PASS", "ok  \tpkg\t0.4s"]],
    ["test-output", "npm test", ["> app@1 test", "✓ adds (2 ms)", "✗ subtracts", "Tests: 1 failed, 1 passed, 2 total"]],
    ["search", "rg value", ["src/a.ts:1:value", "src/a.ts:7:value", "src/b-2.ts-8-other"]],
    ["json", "gh api x", ['{"id": 1,', '"name": "x"}']],
    ["html", "curl x", ["<!DOCTYPE html>", "<html><body>words</body></html>"]],
    ["listing", "git status -s | awk '{print $2}'", ["src/a.ts", "src/b.ts", "docs/c.md", "d.json", "e/f.yaml"]],
    ["log", "docker logs x", ["2026-01-02T10:00:00Z up", "2026-01-02T10:00:01Z down", "and more"]],
    ["code", "git show HEAD:a.ts", code],
  ])("%s from %s", (kind, command, lines) => {
    expect(contentKind(printed(command, lines))).toBe(kind);
    expect(contentKind(toolResult(lines))).toBe(kind);
  });

  test("numbered lines are a read, whoever numbers them", () => {
    for (const separator of ["→", "\t", ": ", "| "]) {
      const lines = code.map((line, index) => `${index + 3}${separator}${line}`);
      expect(contentKind(toolResult(lines))).toBe("file-read");
    }
    expect(contentKind(toolResult(numbered(code)))).toBe("file-read");
  });

  test("a search that prints the content of diffs is told by its hunks, a page of a search by its hits", () => {
    expect(contentKind(toolResult(["src/a.ts:1:x", "src/a.ts:2:y"], { toolName: "Grep" }))).toBe("search");
    expect(contentKind(toolResult(["No files found"], { toolName: "Grep" }))).toBe("prose");
  });

  test("words are prose", () => {
    expect(contentKind({ text: "Please make it faster.\nThank you.", role: "user" })).toBe("prose");
  });
});
