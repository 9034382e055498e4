import type { ApertureClient, PluginInfo } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand } from "../../define-command.ts";
import { stateOf, warningsOf } from "../../plugin/describe-plugin.ts";

/** `aperture plugin enable|disable|reload|undo <id>` */
export const pluginLifeCommands = (context: CliContext): Command[] => [
  turn(context, "enable", "run a plugin, also one that is quarantined", enable),
  turn(context, "disable", "end a plugin; what it changed stays until it is undone", ({ plugins }, id) =>
    plugins.disable(id),
  ),
  turn(context, "reload", "read a plugin's files anew", ({ plugins }, id) => plugins.reload(id)),
  defineCommand(
    context,
    "undo <id>",
    "take back everything a plugin ever did to blocks",
    async ({ output, connect }, options, [id = ""]) => {
      const apply = options.now === true ? "now" : "when-free";
      const undone = await (await connect()).client.plugins.undo(id, { apply });
      output.data(undone, () => `${count(undone.undone, "thing")} of ${id} taken back`);
    },
  ).option("--now", "with the next request, whatever it costs"),
];

function turn(
  context: CliContext,
  name: string,
  summary: string,
  work: (client: ApertureClient, id: string) => Promise<PluginInfo>,
): Command {
  return defineCommand(context, `${name} <id>`, summary, async ({ output, connect }, _, [id = ""]) => {
    const plugin = await work((await connect()).client, id);
    output.data(plugin, () => `${plugin.id}: ${stateOf(plugin)}`);
    // What was said by whoever turned it off is known.
    if (plugin.state !== "disabled") for (const line of warningsOf(plugin)) output.warn(line);
  });
}

/** Whoever says "enable" of a quarantined one wants it to run again: that is what releasing is. */
async function enable({ plugins }: ApertureClient, id: string): Promise<PluginInfo> {
  const { state } = await plugins.info(id);
  return state === "quarantined" ? plugins.release(id) : plugins.enable(id);
}
