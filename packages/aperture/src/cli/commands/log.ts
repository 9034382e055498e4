import type { Operation } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { count } from "../control/count.ts";
import { readSession, sessionOption } from "../control/operation-options.ts";
import { defineCommand, text } from "../define-command.ts";
import { formatTable } from "../format-table.ts";
import { oneLine, safeJson } from "../plain-text.ts";
import { wholeNumber } from "../whole-number.ts";

/** `aperture log`: what was done to a session's blocks, by whom and why. */
export const logCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "log [operation]",
    "list what was done to the context, newest first, or show one operation",
    async ({ output, connect }, options, [id]) => {
      const limit = wholeNumber("--limit", options.limit, 1, 1_000);
      const { client } = await connect();
      if (id !== undefined) {
        const operation = await client.control.operation(id);
        return output.data(operation, () => describe(operation));
      }
      const after = text(options.after);
      const page = await client.control.operations({
        limit,
        ...readSession(options),
        ...(after === undefined ? {} : { after }),
      });
      output.data(page, () =>
        page.operations.length === 0 ? "" : formatTable([columns, ...page.operations.map(row)]),
      );
      if (page.operations.length === 0) output.note("Nothing was done yet");
      else if (page.next !== null) output.note(`More: --after ${page.next}`);
    },
  )
    .addOption(sessionOption())
    .option("--limit <number>", "at most this many", "50")
    .option("--after <cursor>", "the next page");

const columns = ["ID", "AT", "TURN", "BY", "WHAT", "BLOCKS", "UNDONE BY", "REASON"];
const row = (operation: Operation): (string | number)[] => [
  operation.id,
  operation.at,
  operation.turn,
  operation.actor,
  operation.kind,
  operation.blocks.length === 1 ? (operation.blocks[0] ?? "") : count(operation.blocks.length, "block"),
  operation.undoneBy ?? "",
  oneLine(operation.reason ?? "", 60),
];

const describe = (operation: Operation): string =>
  formatTable([
    ["id", operation.id],
    ["session", operation.sessionId],
    ["what", operation.kind],
    ["by", operation.actor],
    ["at", `${operation.at}, turn ${operation.turn}`],
    ["reason", operation.reason ?? "none given"],
    ["blocks", operation.blocks.join(" ") || "none"],
    ["asked for", safeJson(operation.input)],
    ["undone by", operation.undoneBy ?? "nothing: it is in force"],
  ]);
