import type { PluginInfo } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { oneLine } from "../../plain-text.ts";
import { stateOf, warningsOf } from "../../plugin/describe-plugin.ts";

/** `aperture plugin list` */
export const pluginListCommand = (context: CliContext): Command =>
  defineCommand(context, "list", "list installed plugins", async ({ output, connect }) => {
    const { client } = await connect();
    const { safeMode, trouble, plugins } = await client.plugins.list();
    output.data({ safeMode, trouble, plugins }, () =>
      plugins.length === 0 ? "" : formatTable([columns, ...plugins.map(row)]),
    );
    for (const line of plugins.flatMap(warningsOf)) output.warn(line);
    if (trouble !== null) output.warn(`it is not known what is installed, and none runs: ${oneLine(trouble, 200)}`);
    else if (plugins.length === 0) output.note("No plugin is installed: `aperture plugin search` shows what there is");
    if (safeMode) output.warn("safe mode: none of them runs");
  });

const columns = ["ID", "VERSION", "RUNTIME", "STAGES", "TOKENS", "MS", "STATE"];

const row = (plugin: PluginInfo): string[] => [
  plugin.id,
  plugin.manifest.version,
  `${plugin.manifest.runtime}${plugin.trusted ? " (trusted)" : ""}`,
  plugin.manifest.stages.map(({ at }) => at).join(", ") || "-",
  signed(plugin.effect.tokensAdded - plugin.effect.tokensSaved),
  slowest(plugin),
  stateOf(plugin),
];

const signed = (tokens: number): string => (tokens > 0 ? `+${count(tokens)}` : count(tokens));

/** The dearest of its stages: what a request waits for. */
function slowest({ stages }: PluginInfo): string {
  const measured = stages.flatMap(({ p50 }) => (p50 === null ? [] : [p50]));
  return measured.length === 0 ? "-" : Math.max(...measured).toFixed(2);
}
