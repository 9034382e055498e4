import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";
import { describePlugin, warningsOf } from "../../plugin/describe-plugin.ts";

/** `aperture plugin info <id>` */
export const pluginInfoCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "info <id>",
    "show one plugin: permissions asked for, granted and used, figures, settings",
    async ({ output, connect }, _, [id = ""]) => {
      const plugin = await (await connect()).client.plugins.info(id);
      output.data(plugin, () => describePlugin(plugin));
      for (const line of warningsOf(plugin)) output.warn(line);
    },
  );
