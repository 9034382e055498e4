import { ApertureError, type LibraryKind, type ReplayLibraryItem } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { readSession, sessionOption } from "../../control/operation-options.ts";
import { readTextFile } from "../../control/read-content.ts";
import { defineCommand, type Options, text } from "../../define-command.ts";
import { describeEffect } from "../../library/describe-effect.ts";
import { inFile } from "../../library/in-file.ts";
import { usageError } from "../../usage-error.ts";
import { wholeNumber } from "../../whole-number.ts";
import { folderOf, readRef } from "./operands.ts";

/** `aperture preset effect <name> [--session s] [--against other]`: what it would have done to recorded requests. */
export const libraryEffectCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "effect [name]",
    `replay recorded sessions with a ${kind}: tokens, bill and blocks, with nothing changed`,
    async ({ output, connect }, options, [name]) => {
      const input = await wanted(context, kind, options, name);
      const { client } = await connect();
      output.note("Replaying recorded requests …");
      const file = folderOf(context, text(options.file));
      const effect = await client.library.replay(input).catch((error: unknown) => {
        throw file === undefined ? error : inFile(error, file);
      });
      if (effect.requests === 0) throw new ApertureError("replay_nothing");
      output.data(effect, () => describeEffect(effect));
      if (effect.invalid > 0) output.warn(`${effect.invalid} of its requests could not be made`);
    },
  )
    .addOption(sessionOption())
    .option("--against <other>", "what it is held against (default: requests as they came)")
    .option("--file <path>", "a file that is not in the library, instead of a name")
    .option("--requests <count>", "the newest so many of each session (default: 200)");

async function wanted(
  context: CliContext,
  kind: LibraryKind,
  options: Options,
  name: string | undefined,
): Promise<ReplayLibraryItem> {
  const [file, against] = [folderOf(context, text(options.file)), text(options.against)];
  if ((name === undefined) === (file === undefined)) throw usageError(`give the name of a ${kind}, or --file`);
  return {
    ...(file === undefined ? { item: readRef(name ?? "", kind) } : { text: await readTextFile(file), kind }),
    ...(against === undefined ? {} : { against: readRef(against, kind) }),
    ...readSession(options),
    ...(options.requests === undefined ? {} : { requests: wholeNumber("--requests", options.requests, 1, 2_000) }),
  };
}
