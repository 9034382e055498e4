import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { ApertureError } from "@aperture/sdk";
import type { CliContext } from "../cli-context.ts";
import { type Options, text } from "../define-command.ts";
import { usageError } from "../usage-error.ts";

/**
 * A text from `--text`, `--file` (`-` is stdin), or stdin where it is no terminal; undefined where none of them gives one.
 * Throws `usage_invalid` for both at once and `file_unreadable`.
 */
export async function readContent(context: CliContext, options: Options): Promise<string | undefined> {
  const [given, file] = [text(options.text), text(options.file)];
  if (given !== undefined && file !== undefined) throw usageError("give --text or --file, not both");
  if (given !== undefined) return given;
  if (file !== undefined && file !== "-") return readTextFile(resolve(context.cwd, file));
  if (file === undefined && context.stdin.isTTY === true) return undefined;
  const piped = await readAll(context.stdin);
  // Without a terminal nobody may have meant stdin: a script's is empty.
  return piped === "" && file === undefined ? undefined : piped;
}

/** UTF-8. Throws `file_unreadable`. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    throw new ApertureError("file_unreadable", { file: path, reason: reasonOf(error) }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return "it is not UTF-8 text";
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
