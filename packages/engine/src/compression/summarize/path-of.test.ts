import { describe, expect, test } from "vitest";
import type { CompressInput } from "../contract.ts";
import { languageOf } from "./language-of.ts";
import { pathOf } from "./path-of.ts";

const of = (input: Partial<CompressInput>) => pathOf({ text: "", role: "tool_result", ...input });
const command = (text: string | string[]) => of({ toolInput: JSON.stringify({ command: text }) });

describe("pathOf", () => {
  test("the call's own argument, whatever the tool calls it", () => {
    expect(of({ toolInput: '{"file_path":"/a/b.ts","limit":3}' })).toBe("/a/b.ts");
    expect(of({ toolInput: '{"filePath":"b.py"}' })).toBe("b.py");
    expect(of({ toolInput: '{"path":"src"}' })).toBeUndefined();
  });

  test("a command that prints one file", () => {
    expect(command("cat src/a.ts")).toBe("src/a.ts");
    expect(command("cd x && sed -n '1,200p' a.py")).toBe("a.py");
    expect(command("head -n 50 'a.go'")).toBe("a.go");
    expect(command(["cat", "a.rs"])).toBe("a.rs");
  });

  test("no command that prints something else", () => {
    expect(command("cat a.ts b.ts")).toBeUndefined();
    expect(command("cat a.ts | grep x")).toBeUndefined();
    expect(command("go test ./a.go")).toBeUndefined();
    expect(command("cat a.ts; ls")).toBeUndefined();
    expect(command(`cat ${"x".repeat(2_000)}.ts`)).toBeUndefined();
  });

  test("the block's own path, or a head line", () => {
    expect(of({ filePaths: ["a.ts"] })).toBe("a.ts");
    expect(of({ filePaths: ["a.ts", "b.ts"] })).toBeUndefined();
    expect(of({ text: "[File: src/a.py (94 lines total)]\n1:x" })).toBe("src/a.py");
  });

  test("arguments that are no object are no arguments", () => {
    for (const toolInput of ["", "{", "[]", "null", "3", '"a.ts"', '{"file_path":3}', '{"path":"a\\nb.ts"}']) {
      expect(of({ toolInput })).toBeUndefined();
    }
  });
});

test("languages by extension, and fences by their name", () => {
  expect(languageOf("/x/a.TSX")).toBe("tsx");
  expect(languageOf("a.h")).toBe("cpp");
  expect(languageOf(".typescript")).toBe("typescript");
  expect(languageOf(".c++")).toBe("cpp");
  expect(languageOf("Makefile")).toBeUndefined();
  expect(languageOf("a.constructor")).toBeUndefined();
});
