import { BisectPlugins, type PluginBisect } from "@aperture/sdk";
import { Argument, type Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand } from "../../define-command.ts";

/** `aperture plugin bisect start|good|bad|stop` */
export const pluginBisectCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "bisect",
    "find the plugin that makes trouble by turning halves of them off",
    async ({ output, connect }, _, [step]) => {
      const told = await (await connect()).client.plugins.bisect(BisectPlugins.shape.step.parse(step));
      output.data(told, () => describe(told));
      for (const { plugin, message } of told.troubles) output.warn(`${plugin}: ${message}`);
    },
  )
    .addArgument(
      new Argument("<step>", "start; then good or bad; stop gives up").choices(BisectPlugins.shape.step.options),
    )
    .addHelpText(
      "after",
      "\nStart, try what failed, and say `good` when the trouble is gone or `bad` when it is not, until one is named. A search ends with Aperture: what is off then stays off until it is enabled.",
    );

function describe({ state, suspects, on, off, kept, culprit, stepsLeft }: PluginBisect): string {
  const protecting = kept.length === 0 ? "" : `\nThey protect something and stay on: ${kept.join(", ")}`;
  switch (state) {
    case "asking":
      return `On: ${on.join(", ")}. Off: ${off.join(", ") || "none"}.${protecting}\nTry again, then \`aperture plugin bisect good\` or \`bad\`: ${count(suspects.length, "suspect")}, ${count(stepsLeft, "answer")} at most.`;
    case "found":
      return `It is ${culprit}: it stays off, all others are as they were.${protecting}`;
    case "innocent":
      return `It is none of them alone; all are as they were.${protecting}`;
    case "idle":
      return "Given up; all are as they were.";
  }
}
