import { ApertureError, type LibraryKind, type ReplayLibraryItem } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { readSession, sessionOption } from "../../control/operation-options.ts";
import { readTextFile } from "../../control/read-content.ts";
import { defineCommand, type Invocation, type Options, text } from "../../define-command.ts";
import { describeEffect } from "../../library/describe-effect.ts";
import { inFile } from "../../library/in-file.ts";
import { usageError } from "../../usage-error.ts";
import { wholeNumber } from "../../whole-number.ts";
import { folderOf, projectHere, projectOption, readRef, withProject } from "./operands.ts";

/** `aperture preset effect <name> [--session s] [--against other]`: what it would have done to recorded requests. */
export const libraryEffectCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "effect [name]",
    `replay recorded sessions with a ${kind}: tokens, bill and blocks, with nothing changed`,
    async (invocation, options, [name]) => {
      const { output, connect } = invocation;
      const input = await wanted(invocation, kind, options, name);
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
    .addOption(projectOption())
    .option("--against <other>", "what it is held against (default: requests as they came)")
    .option("--file <path>", "a file that is not in the library, instead of a name")
    .option("--requests <count>", "the newest so many of each session (default: 200)");

async function wanted(
  invocation: Invocation,
  kind: LibraryKind,
  options: Options,
  name: string | undefined,
): Promise<ReplayLibraryItem> {
  const { context } = invocation;
  // A session that is named has a folder of its own.
  const project = options.session === undefined ? projectHere(invocation, text(options.project)) : undefined;
  const [file, against] = [folderOf(context, text(options.file)), text(options.against)];
  if ((name === undefined) === (file === undefined)) throw usageError(`give the name of a ${kind}, or --file`);
  return {
    ...(file === undefined ? { item: readRef(name ?? "", kind) } : { text: await readTextFile(file), kind }),
    ...(against === undefined ? {} : { against: readRef(against, kind) }),
    ...readSession(options),
    ...withProject(project),
    ...(options.requests === undefined ? {} : { requests: wholeNumber("--requests", options.requests, 1, 2_000) }),
  };
}
