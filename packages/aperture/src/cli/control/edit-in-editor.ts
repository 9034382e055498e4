import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import type { CliContext } from "../cli-context.ts";
import { readTextFile } from "./read-content.ts";

/**
 * Opens `content` in $VISUAL or $EDITOR and returns what was saved. The file is the user's alone (a block may hold what nobody
 * else should read) and gone afterwards. Throws `editor_failed`.
 */
export async function editInEditor(context: CliContext, content: string): Promise<string> {
  const editor = context.env.VISUAL || context.env.EDITOR || "vi";
  const folder = await mkdtemp(join(context.env.TMPDIR ?? tmpdir(), "aperture-edit-"));
  try {
    const file = join(folder, "block.txt");
    await writeFile(file, content, { mode: 0o600 });
    await runEditor(editor, file, context.env);
    return await readTextFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As git does: the variable may hold arguments ("code --wait"), the file's name is never read by the shell. */
function runEditor(editor: string, file: string, env: CliContext["env"]): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string) => reject(new ApertureError("editor_failed", { editor, reason }));
    const child = spawn("sh", ["-c", `${editor} "$1"`, editor, file], { stdio: "inherit", env: { ...env } });
    child.once("error", (error) => failed(error.message));
    child.once("exit", (code) => (code === 0 ? resolve() : failed(`it ended with code ${code}`)));
  });
}
