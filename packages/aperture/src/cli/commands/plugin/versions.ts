import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";
import { stateOf, warningsOf } from "../../plugin/describe-plugin.ts";

/** `aperture plugin rollback|pin <id>` */
export const pluginVersionCommands = (context: CliContext): Command[] => [
  defineCommand(
    context,
    "rollback <id>",
    "go back to the version before, from this machine alone",
    async ({ output, connect }, options, [id = ""]) => {
      const how = options.force === true ? { force: true } : {};
      const plugin = await (await connect()).client.plugins.rollback(id, how);
      output.data(plugin, () => `${plugin.id} ${plugin.manifest.version}: ${stateOf(plugin)}`);
      for (const line of warningsOf(plugin)) output.warn(line);
    },
  ).option("--force", "though the version before was withdrawn"),
  defineCommand(
    context,
    "pin <id>",
    "keep a plugin at its version, or let it change again (--off)",
    async ({ output, connect }, options, [id = ""]) => {
      const plugin = await (await connect()).client.plugins.pin(id, options.off !== true);
      const { version } = plugin.manifest;
      output.data(
        plugin,
        () => `${plugin.id} ${plugin.pinned ? `stays at ${version}` : `${version}: it may change again`}`,
      );
    },
  ).option("--off", "no longer"),
];
