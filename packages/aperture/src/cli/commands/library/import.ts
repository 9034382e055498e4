import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ApertureError, type LibraryKind, type PackPreview } from "@aperture/sdk";
import type { Command } from "commander";
import { confirm, mayAsk } from "../../ask.ts";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand, type Invocation, type Options } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { missingText } from "../../library/describe-item.ts";
import { describePreview } from "../../library/describe-preview.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture preset import <file>`: who signed it and what it would bring first, then the question, then the very bytes that were shown. */
export const libraryImportCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "import <file>",
    `take in a pack of ${kind}s and others, after a look at what it brings`,
    importPack,
  )
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "only look")
    .option("--replace", "take the pack's in place of yours of the same name")
    .option("--accept-signer", "take a name that another key signed before");

async function importPack(invocation: Invocation, options: Options, [file = ""]: readonly string[]): Promise<void> {
  const { context, output, connect } = invocation;
  const pack = await readPack(resolve(context.cwd, file));
  const { library } = (await connect()).client;
  const said = { replace: options.replace === true, acceptSigner: options.acceptSigner === true };
  const preview = await library.import({ pack, ...said, dryRun: true });
  for (const line of describePreview(preview).split("\n")) output.note(line);
  for (const missing of preview.missing) output.warn(missingText(missing));
  if (preview.signer.status === "changed" && !said.acceptSigner)
    output.warn("another key signed under this name before: ask them by another way; --accept-signer takes it");
  if (options.dryRun === true) return output.data(preview, () => "");
  const replaced = preview.items.filter(({ state }) => state === "replaces").length;
  if (options.yes !== true && !(await agreed(invocation, options, preview, replaced))) {
    output.note("Nothing was imported");
    context.exitCode = exitCodes.failure;
    return;
  }
  // Whoever answered the question was asked about what is replaced; `--yes` alone was not.
  const replace = said.replace || (options.yes !== true && replaced > 0);
  const imported = await library.import({ pack, ...said, replace, integrity: preview.integrity });
  output.data(imported, () =>
    imported.items.map(({ kind, name, state }) => `${kind} ${name}: ${done[state]}`).join("\n"),
  );
  output.note("Nothing of it is in force yet: `aperture preset apply <name>` applies one");
}

const done = { new: "imported", same: "was there already", replaces: "replaced yours" } as const;

async function agreed(
  { context }: Invocation,
  options: Options,
  { items }: PackPreview,
  replaced: number,
): Promise<boolean> {
  if (!mayAsk(context, options)) throw usageError("nobody can be asked here: give --yes");
  const also = replaced === 0 ? "" : `, in place of ${count(replaced)} of yours`;
  return confirm(context, `\nImport ${count(items.length, "item")}${also}?`);
}

async function readPack(path: string): Promise<string> {
  try {
    return (await readFile(path)).toString("base64");
  } catch (error) {
    throw new ApertureError("file_unreadable", {
      file: path,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}
