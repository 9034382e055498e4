import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CliContext } from "../cli-context.ts";
import { editInEditor } from "./edit-in-editor.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-editor-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** An editor of these shell lines, and the environment that names it with an argument, in a folder with a space. */
function withEditor(script: string): CliContext {
  const editor = join(home, "my editor");
  writeFileSync(editor, `#!/bin/sh\n${script}\n`);
  chmodSync(editor, 0o755);
  const temporary = join(home, "tmp");
  rmSync(temporary, { recursive: true, force: true });
  return {
    env: { PATH: process.env.PATH, HOME: home, TMPDIR: home, EDITOR: `'${editor}' --wait` },
    cwd: home,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    exitCode: 0,
  };
}
const leftovers = (): string[] => readdirSync(home).filter((name) => name.startsWith("aperture-edit-"));

test("what was saved comes back; the file was the user's alone and is gone", async () => {
  const context = withEditor(`stat -c %a "$2" > "${join(home, "mode")}"; echo "$1" > "${join(home, "args")}"
sed -i s/before/after/ "$2"`);
  expect(await editInEditor(context, "text before \u00fc\n")).toBe("text after \u00fc\n");
  expect(readFileSync(join(home, "mode"), "utf8")).toBe("600\n");
  expect(readFileSync(join(home, "args"), "utf8")).toBe("--wait\n");
  expect(leftovers()).toEqual([]);
});

test("$VISUAL comes before $EDITOR", async () => {
  const context = withEditor("exit 1");
  const visual = { ...context, env: { ...context.env, VISUAL: "true" } };
  expect(await editInEditor(visual, "x")).toBe("x");
});

test("an editor that fails, or is not there, changes nothing and leaves nothing", async () => {
  const failing = withEditor(`echo half > "$2"; exit 3`);
  await expect(editInEditor(failing, "x")).rejects.toMatchObject({
    code: "editor_failed",
    facts: { reason: "it ended with code 3" },
  });
  const absent = { ...failing, env: { ...failing.env, EDITOR: "/no/such/editor 2>/dev/null" } };
  await expect(editInEditor(absent, "x")).rejects.toMatchObject({ code: "editor_failed" });
  expect(leftovers()).toEqual([]);
});
