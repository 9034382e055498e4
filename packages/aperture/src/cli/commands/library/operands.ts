import { resolve } from "node:path";
import { LibraryKind, type LibraryRef } from "@aperture/sdk";
import { Option } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { usageError } from "../../usage-error.ts";

export const projectOption = (): Option => new Option("--project <folder>", "with what this trusted folder brings");

/** As Aperture, which stands in another folder, understands it. */
export const folderOf = (context: CliContext, folder: string | undefined): string | undefined =>
  folder === undefined ? undefined : resolve(context.cwd, folder);

/** `calm`, or `rule:trim-logs` where it is of another kind than the command. Throws `usage_invalid`. */
export function readRef(word: string, kind: LibraryKind): LibraryRef {
  const at = word.indexOf(":");
  if (at < 0) return { kind, name: word };
  const other = LibraryKind.safeParse(word.slice(0, at));
  if (other.success) return { kind: other.data, name: word.slice(at + 1) };
  throw usageError(`${JSON.stringify(word)}: write a name, or preset:name, rule:name, template:name`);
}
