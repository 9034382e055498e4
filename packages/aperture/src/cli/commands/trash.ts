import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { count } from "../control/count.ts";
import { readSession, sessionOption } from "../control/operation-options.ts";
import { defineCommand } from "../define-command.ts";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";

/** `aperture trash`: blocks that were removed and can be had back. */
export const trashCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "trash",
    "list removed blocks; `aperture blocks restore <id>` brings one back",
    async ({ output, connect }, options) => {
      const { client } = await connect();
      const trash = await client.control.trash(readSession(options));
      const rows = trash.blocks.map((block) => [
        block.id,
        count(block.tokens),
        block.state,
        block.actor,
        block.removedAt,
        block.keptUntil,
        oneLine(block.preview, 60),
      ]);
      output.data(trash, () =>
        rows.length === 0
          ? ""
          : formatTable([["BLOCK", "TOKENS", "STATE", "BY", "REMOVED", "KEPT UNTIL", "TEXT"], ...rows]),
      );
      if (rows.length === 0) output.note("The trash is empty");
    },
  ).addOption(sessionOption());
