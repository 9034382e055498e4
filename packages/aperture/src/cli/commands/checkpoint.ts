import { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { readHow, readSession, sessionOption, withHow } from "../control/operation-options.ts";
import { reportResult } from "../control/report-result.ts";
import { defineCommand } from "../define-command.ts";
import { formatTable } from "../format-table.ts";

/** `aperture checkpoint save|list|restore|diff|remove`: the decisions of a session under a name. */
export function checkpointCommand(context: CliContext): Command {
  const group = new Command("checkpoint").description("sets of decisions of a session, to come back to");
  group.addCommand(
    defineCommand(
      context,
      "save <name>",
      "save what is decided now: changes, pins, zones",
      async ({ output, connect }, options, [name = ""]) => {
        const { client } = await connect();
        const saved = await client.control.saveCheckpoint({ name, ...readSession(options) });
        output.data(saved, () => `${saved.id}: ${saved.decisions} decisions of ${saved.sessionId}`);
      },
    ).addOption(sessionOption()),
  );
  group.addCommand(
    defineCommand(context, "list", "list a session's checkpoints", async ({ output, connect }, options) => {
      const { client } = await connect();
      const { checkpoints } = await client.control.checkpoints(readSession(options));
      const rows = checkpoints.map(({ id, name, sessionId, at, decisions }) => [id, name, sessionId, at, decisions]);
      output.data({ checkpoints }, () =>
        rows.length === 0 ? "" : formatTable([["ID", "NAME", "SESSION", "AT", "DECISIONS"], ...rows]),
      );
      if (rows.length === 0) output.note("No checkpoints yet: `aperture checkpoint save <name>` makes one");
    }).addOption(sessionOption()),
  );
  group.addCommand(
    withHow(
      defineCommand(
        context,
        "restore <id>",
        "decide again as it was then; what is cached is rewritten only when that is free or pays, or with --now",
        async (invocation, options, [id = ""]) => {
          const { client } = await invocation.connect();
          reportResult(invocation, await client.control.restoreCheckpoint(id, readHow(options)));
        },
      ),
    ),
  );
  group.addCommand(
    defineCommand(
      context,
      "diff <from> [to]",
      "show which blocks were decided otherwise (default: compared with now)",
      async ({ output, connect }, _, [from = "", to]) => {
        const { client } = await connect();
        const diff = await client.control.diffCheckpoint(from, to === undefined ? {} : { to });
        const rows = diff.blocks.map((block) => [block.block, block.from, block.to]);
        const titles = ["BLOCK", diff.from.toUpperCase(), diff.to.toUpperCase()];
        output.data(diff, () => (rows.length === 0 ? "" : formatTable([titles, ...rows])));
        if (rows.length === 0) output.note(`${diff.from} and ${diff.to} decide the same`);
      },
    ),
  );
  group.addCommand(
    defineCommand(
      context,
      "remove <id>",
      "remove a checkpoint; nothing that is sent changes",
      async ({ output, connect }, _, [id = ""]) => {
        const removed = await (await connect()).client.control.removeCheckpoint(id);
        output.data(removed, () => `removed ${removed.removed}`);
      },
    ),
  );
  return group;
}
