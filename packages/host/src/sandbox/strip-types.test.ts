import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { stripTypes } from "./strip-types.ts";

test("types go, lines and columns stay", () => {
  expect(stripTypes("let a: number = 1;\nlet b = a as string;")).toBe("let a         = 1;\nlet b = a          ;");
  expect(() => stripTypes("let a: = 1;")).toThrow(SyntaxError);
});

test("says nothing on stderr; other warnings are told, before and after", () => {
  const module = JSON.stringify(new URL("./strip-types.ts", import.meta.url).href);
  const script = `
    const { stripTypes } = await import(${module});
    const emit = process.emitWarning;
    process.emitWarning("one");
    process.emitWarning("two", "ExperimentalWarning");
    stripTypes("let a: number");
    try { stripTypes("let a: ="); } catch {}
    if (process.emitWarning !== emit) process.emitWarning("was not put back");
    process.emitWarning("three", "ExperimentalWarning");
  `;
  // In a process of its own: Node warns once, and somebody else in this one may have been first.
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(stderr.match(/Warning: (.*)/g)).toEqual(["Warning: one", "Warning: two", "Warning: three"]);
  expect(status).toBe(0);
});
