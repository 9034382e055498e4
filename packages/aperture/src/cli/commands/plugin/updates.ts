import type { PluginUpdates } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, type Invocation } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { oneLine } from "../../plain-text.ts";
import { stateText } from "../../plugin/describe-update.ts";

/** `aperture plugin updates` */
export const pluginUpdatesCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "updates",
    "list newer versions that are known, and how far each has come",
    async (invocation) => {
      tellUpdates(invocation, await (await invocation.connect()).client.plugins.updates());
    },
  );

/** All of them as a table; what could not be asked, and when it was asked, as talk. */
export function tellUpdates({ output }: Pick<Invocation, "output">, found: PluginUpdates): void {
  const { updates, troubles, checkedAt, policy } = found;
  const rows = updates.map((update) => [update.plugin, update.installed, update.version, stateText(update)]);
  output.data(found, () =>
    rows.length === 0 ? "" : formatTable([["PLUGIN", "INSTALLED", "NEWER", "STATE"], ...rows]),
  );
  for (const { plugin, reason } of troubles) output.warn(`${plugin}: ${oneLine(reason, 300)}`);
  if (checkedAt === null) output.note("Nobody was asked yet: `aperture plugin update --check` asks");
  else output.note(`Asked ${checkedAt}; policy: ${policy}${rows.length === 0 ? "; nothing newer is known" : ""}`);
}
