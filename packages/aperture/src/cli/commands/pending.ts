import type { Change } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { count } from "../control/count.ts";
import { describePrice } from "../control/describe-price.ts";
import { readSession, sessionOption } from "../control/operation-options.ts";
import { reportResult } from "../control/report-result.ts";
import { defineCommand } from "../define-command.ts";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";

/** `aperture pending [apply]`: changes that wait because they would rewrite what the provider has cached. */
export function pendingCommand(context: CliContext): Command {
  const list = defineCommand(
    context,
    "pending",
    "list the changes that wait until they are free or pay, and what applying them now would cost",
    async ({ output, connect }, options) => {
      const { client } = await connect();
      const pending = await client.control.pending(readSession(options));
      const { changes, price } = pending;
      output.data(pending, () =>
        changes.length === 0
          ? ""
          : `${formatTable([columns, ...changes.map(row)])}\n\n${count(changes.length, "change")} together: ${describePrice(price)}; \`aperture pending apply\` applies them with the next request`,
      );
      if (changes.length === 0) output.note("Nothing waits");
    },
  ).addOption(sessionOption());
  return list.enablePositionalOptions().addCommand(
    defineCommand(
      context,
      "apply [changes...]",
      "apply these changes (default: all) with the next request, whatever it costs",
      async (invocation, options, changes) => {
        const { client } = await invocation.connect();
        const chosen = changes.length > 0 ? { changes: [...changes] } : {};
        reportResult(invocation, await client.control.applyPending({ ...readSession(options), ...chosen }));
      },
    ).addOption(sessionOption()),
  );
}

const columns = ["ID", "BLOCK", "WHAT", "STATE", "BY", "PRICE", "REASON"];
const row = (change: Change): string[] => [
  change.id,
  change.block,
  change.kind === "compress" ? `compress to ${change.level}` : change.kind,
  change.state === "undo-pending" ? "undo waits" : "waits",
  change.actor,
  change.price ? describePrice(change.price) : "not known before the next request",
  oneLine(change.reason ?? "", 60),
];
