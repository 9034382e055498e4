import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CliContext } from "../cli-context.ts";
import { readContent } from "./read-content.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "aperture-content-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function contextWith(input: string | null): CliContext {
  const stdin: CliContext["stdin"] = new PassThrough();
  if (input === null) stdin.isTTY = true;
  else (stdin as PassThrough).end(input);
  return { env: {}, cwd, stdin, stdout: new PassThrough(), stderr: new PassThrough(), exitCode: 0 };
}

test("from the option, a file beside the caller, stdin by name or by pipe", async () => {
  writeFileSync(join(cwd, "a.txt"), "in the file ü\n");
  expect(await readContent(contextWith("piped"), { text: "" })).toBe("");
  expect(await readContent(contextWith("piped"), { text: "given" })).toBe("given");
  expect(await readContent(contextWith("piped"), { file: "a.txt" })).toBe("in the file ü\n");
  expect(await readContent(contextWith("piped"), { file: "-" })).toBe("piped");
  expect(await readContent(contextWith("piped"), {})).toBe("piped");
});

test("a terminal and an empty pipe give none; an empty stdin asked for by name is an empty text", async () => {
  expect(await readContent(contextWith(null), {})).toBeUndefined();
  expect(await readContent(contextWith(""), {})).toBeUndefined();
  expect(await readContent(contextWith(""), { file: "-" })).toBe("");
});

test("two at once, no file, a folder, and bytes that are no text are refused", async () => {
  writeFileSync(join(cwd, "image"), Buffer.from([0xff, 0xd8, 0xff]));
  const refused = (options: object) => readContent(contextWith(""), { ...options }).catch((error: unknown) => error);
  expect(await refused({ text: "a", file: "b" })).toMatchObject({ code: "usage_invalid" });
  expect(await refused({ file: "nothing" })).toMatchObject({ code: "file_unreadable", facts: { reason: "ENOENT" } });
  expect(await refused({ file: "." })).toMatchObject({ code: "file_unreadable", facts: { reason: "EISDIR" } });
  expect(await refused({ file: "image" })).toMatchObject({ facts: { reason: "it is not UTF-8 text" } });
});
