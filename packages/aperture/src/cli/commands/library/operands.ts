import { join, resolve } from "node:path";
import { LibraryKind, type LibraryRef } from "@aperture/sdk";
import { Option } from "commander";
import { realFolder } from "../../../library/project/real-folder.ts";
import { createTrusted } from "../../../library/project/trusted.ts";
import type { CliContext } from "../../cli-context.ts";
import type { Invocation } from "../../define-command.ts";
import { usageError } from "../../usage-error.ts";

export const projectOption = (): Option => new Option("--project <folder>", "with what this trusted folder brings");

/** As Aperture, which stands in another folder, understands it. */
export const folderOf = (context: CliContext, folder: string | undefined): string | undefined =>
  folder === undefined ? undefined : resolve(context.cwd, folder);

/**
 * The folder whose own items count here: the one that was named, else the one that this runs in, where it is trusted. A session that works there
 * understands names the same way.
 */
export function projectHere(
  { context, config }: Pick<Invocation, "context" | "config">,
  named?: string,
): string | undefined {
  if (named !== undefined) return folderOf(context, named);
  const here = realFolder(context.cwd);
  const trusted = createTrusted(join(config().home, "trusted.json"), Date.now, () => {});
  return here !== null && trusted.digest(here) !== null ? here : undefined;
}

/** As a part of what the API is asked. */
export const withProject = (project: string | undefined): { project?: string } =>
  project === undefined ? {} : { project };

/** `calm`, or `rule:trim-logs` where it is of another kind than the command. Throws `usage_invalid`. */
export function readRef(word: string, kind: LibraryKind): LibraryRef {
  const at = word.indexOf(":");
  if (at < 0) return { kind, name: word };
  const other = LibraryKind.safeParse(word.slice(0, at));
  if (other.success) return { kind: other.data, name: word.slice(at + 1) };
  throw usageError(`${JSON.stringify(word)}: write a name, or preset:name, rule:name, template:name`);
}
