import type { PluginSearch } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, text } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { oneLine } from "../../plain-text.ts";

/** `aperture plugin search [words]` */
export const pluginSearchCommand = (context: CliContext): Command =>
  defineCommand(context, "search [words...]", "search the registries", async ({ output, connect }, options, words) => {
    const found = await (await connect()).client.plugins.search(words.join(" "), text(options.registry));
    output.data(found, () => (found.results.length === 0 ? "" : formatTable([columns, ...found.results.map(row)])));
    for (const { registry, reason } of found.troubles)
      output.warn(`${oneLine(registry, 100)}: ${oneLine(reason, 300)}`);
    if (found.results.length === 0) output.note("Nothing of that name or purpose was found");
  }).option("--registry <name>", "this registry alone, by name or address");

const columns = ["NAME", "KIND", "VERSION", "INSTALLED", "REGISTRY", "MAY", "WHAT"];

const row = (found: PluginSearch["results"][number]): string[] => [
  found.name,
  found.kind,
  found.version,
  found.installed ?? "-",
  found.registry,
  oneLine(found.permissions.join("; "), 60) || "-",
  oneLine(found.title || found.description, 80),
];
