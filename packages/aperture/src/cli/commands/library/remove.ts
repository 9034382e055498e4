import type { LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";

/** `aperture preset remove <name>` */
export const libraryRemoveCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(context, "remove <name>", `remove a ${kind} of yours`, async ({ output, connect }, _, [name = ""]) => {
    const removed = await (await connect()).client.library.remove(kind, name);
    output.data(removed, () => `removed ${kind} ${removed.removed}`);
  });
