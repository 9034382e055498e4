import { ApiError, type LibraryClient, type LibraryKind, type RemovedLibraryItem } from "@aperture/sdk";
import type { Command } from "commander";
import { confirm, mayAsk } from "../../ask.ts";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, type Invocation, type Options } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";

/** `aperture preset remove <name>`: one that is in force somewhere is removed once somebody said so. */
export const libraryRemoveCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "remove <name>",
    `remove a ${kind} of yours; asks where it is in force`,
    async (invocation, options, [name = ""]) => {
      const { library } = (await invocation.connect()).client;
      const removed = await remove(invocation, options, library, kind, name);
      if (removed) return invocation.output.data(removed, () => `removed ${kind} ${removed.removed}`);
      invocation.output.note("Nothing was removed");
      context.exitCode = exitCodes.failure;
    },
  ).option("-y, --yes", "do not ask");

/** Null where somebody was asked and said no. */
async function remove(
  { context }: Invocation,
  options: Options,
  library: LibraryClient,
  kind: LibraryKind,
  name: string,
): Promise<RemovedLibraryItem | null> {
  if (options.yes === true) return library.remove(kind, name, { force: true });
  try {
    return await library.remove(kind, name);
  } catch (error) {
    if (!ApiError.is(error) || error.problem.code !== "library_in_use" || !mayAsk(context, options)) throw error;
    if (!(await confirm(context, `${error.problem.detail}. Whoever has it goes on without it. Remove it?`)))
      return null;
    return library.remove(kind, name, { force: true });
  }
}
