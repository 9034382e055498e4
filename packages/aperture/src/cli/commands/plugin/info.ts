import { ApiError, type PluginClient, type PluginInfo, type PluginInspection, PluginName } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";
import { describeConsent } from "../../plugin/describe-consent.ts";
import { describePlugin, warningsOf } from "../../plugin/describe-plugin.ts";

/** `aperture plugin info <id>` */
export const pluginInfoCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "info <id>",
    "show one plugin: permissions asked for, granted and used, figures, settings; or one that a registry has",
    async ({ output, connect }, _, [id = ""]) => {
      const { plugins } = (await connect()).client;
      const found = await look(plugins, id);
      if ("integrity" in found) {
        output.data(found, () => describeConsent(found));
        output.note(`It is not installed: \`aperture plugin install ${found.manifest.name}\``);
        return;
      }
      output.data(found, () => describePlugin(found));
      for (const line of warningsOf(found)) output.warn(line);
    },
  );

/** What is installed under this id, else what the registries have. Throws `plugin_not_found` where neither has it. */
async function look(plugins: PluginClient, id: string): Promise<PluginInfo | PluginInspection> {
  try {
    return await plugins.info(id);
  } catch (error) {
    const isUnknown =
      ApiError.is(error) && error.problem.code === "plugin_not_found" && PluginName.safeParse(id).success;
    if (!isUnknown) throw error;
    // An installed one of nearly this name is what was meant, most likely: that is what the first refusal says.
    return plugins.inspect({ spec: id }).catch(() => {
      throw error;
    });
  }
}
