import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand } from "../../define-command.ts";

/** `aperture plugin remove <id> [--purge]` */
export const pluginRemoveCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "remove <id>",
    "remove a plugin, and take back what it did to blocks",
    async ({ output, connect }, options, [id = ""]) => {
      const apply = options.now === true ? "now" : "when-free";
      const removed = await (await connect()).client.plugins.remove(id, { purge: options.purge === true, apply });
      const kept = removed.purged
        ? "with what it stored"
        : "its secrets are gone, what it stored stays (--purge removes it)";
      output.data(removed, () => `removed ${removed.removed}; ${count(removed.undone, "thing")} taken back; ${kept}`);
    },
  )
    .option("--purge", "what it stored too (its secrets always go)")
    .option("--now", "take back what it did with the next request, whatever it costs");
