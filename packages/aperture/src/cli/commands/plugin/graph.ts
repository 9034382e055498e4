import type { PluginGraph } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";

type Slot = PluginGraph["slots"][number];

/** `aperture plugin graph` */
export const pluginGraphCommand = (context: CliContext): Command =>
  defineCommand(context, "graph", "show whose stages stand where, in order", async ({ output, connect }) => {
    const graph = await (await connect()).client.plugins.graph();
    output.data(graph, () => graph.slots.flatMap(slotLines).join("\n"));
  });

const slotLines = ({ at, builtIn, stages }: Slot): string[] => [
  builtIn ? at : `[${at}]`,
  ...stages.map(
    ({ plugin, order, number, onError, deadlineMs, running }) =>
      `  ${plugin}  ${order} ${number}, ${deadlineMs} ms, ${onError}${running ? "" : "  (does not run)"}`,
  ),
];
