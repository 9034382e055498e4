import { resolve } from "node:path";
import type { PluginInfo, UpdatePlugin } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, type Options, repeated, text, texts } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { warningsOf } from "../../plugin/describe-plugin.ts";
import { readGrant } from "../../plugin/read-grant.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture plugin grant <id> [capability…] [--without …] [--project dir]`: shows what it may do, gives more or takes away. */
export const pluginGrantCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "grant <id> [capabilities...]",
    "show what a plugin may do, grant more (`all`), or take capabilities away, everywhere or in one project",
    async ({ output, connect }, options, [id = "", ...more]) => {
      const { client } = await connect();
      const plugin = await client.plugins.info(id);
      const change = wanted(context, options, more, plugin);
      const changed = change === null ? plugin : await client.plugins.update(plugin.id, change);
      const { capabilities } = changed;
      output.data({ capabilities }, () =>
        capabilities.length === 0 ? "" : formatTable([columns, ...capabilities.map(row)]),
      );
      if (capabilities.length === 0) output.note(`${plugin.id} asks for no capability`);
      for (const line of warningsOf(changed)) output.warn(line);
    },
  )
    .addOption(repeated("--without <capability>", "take this one away; may be given several times"))
    .option("--project <folder>", "only in this project: --without says all that it lacks there, `all` gives it back");

function wanted(
  context: CliContext,
  options: Options,
  more: readonly string[],
  plugin: PluginInfo,
): UpdatePlugin | null {
  const asked = plugin.capabilities.map(({ capability }) => capability);
  const granted = plugin.capabilities.filter((each) => each.granted).map(({ capability }) => capability);
  const [project, without] = [text(options.project), readGrant("--without", texts(options.without), asked)];
  if (project !== undefined) return narrow(resolve(context.cwd, project), without, more);
  if (more.length === 0 && without.length === 0) return null;
  const wish = [...new Set([...granted, ...readGrant("grant", more, asked)])];
  return { grant: wish.filter((capability) => !without.includes(capability)).sort() };
}

function narrow(project: string, without: string[], more: readonly string[]): UpdatePlugin {
  const isAll = more.length === 1 && more[0] === "all";
  if (isAll === without.length > 0 || (more.length > 0 && !isAll))
    throw usageError("in a project, capabilities are taken away with --without, or all given back with `all`");
  return { narrow: { project, without } };
}

const columns = ["CAPABILITY", "GRANTED", "NOT IN", "USED", "MEANS"];

const row = ({ capability, granted, narrowedIn, used, means }: PluginInfo["capabilities"][number]): string[] => [
  capability,
  granted ? "yes" : "no",
  narrowedIn.join(", ") || "-",
  used ? "yes" : "no",
  means,
];
