import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ApertureError, type LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";
import { takeIn } from "./take-in.ts";

/** `aperture preset import <file>`: who signed it and what it would bring first, then the question, then the very bytes that were shown. */
export const libraryImportCommand = (context: CliContext, kind: LibraryKind): Command =>
  withTaking(
    defineCommand(
      context,
      "import <file>",
      `take in a pack of ${kind}s and others, after a look at what it brings`,
      async (invocation, options, [file = ""]) => {
        const pack = await readPack(resolve(context.cwd, file));
        const { library } = (await invocation.connect()).client;
        await takeIn(invocation, options, (how) => library.import({ pack, ...how }));
      },
    ),
  );

/** Options of whatever takes in others' files. */
export const withTaking = (command: Command): Command =>
  command
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "only look")
    .option("--replace", "take theirs in place of yours of the same name")
    .option("--accept-signer", "take a name that another key signed before");

async function readPack(path: string): Promise<string> {
  try {
    return (await readFile(path)).toString("base64");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ApertureError("file_unreadable", { file: path, reason });
  }
}
