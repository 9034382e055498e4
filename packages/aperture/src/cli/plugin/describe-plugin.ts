import type { PluginInfo } from "@aperture/sdk";
import { count } from "../control/count.ts";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";
import { describeProvenance } from "./describe-origin.ts";

/** `running`, `quarantined: it threw`, `disabled`. */
export const stateOf = ({ state, trouble }: Pick<PluginInfo, "state" | "trouble">): string =>
  trouble === null ? state : `${state}: ${oneLine(trouble, 120)}`;

/** What somebody has to do something about: it is lost, or may not see what it is to look after. */
export const warningsOf = ({ id, lost, trouble, warnings }: PluginInfo): string[] =>
  [...(lost ? [`it protects requests and is lost, so they are refused: ${trouble}`] : []), ...warnings].map(
    (line) => `${id}: ${oneLine(line, 600)}`,
  );

/** Everything there is to know about one. */
export function describePlugin(plugin: PluginInfo): string {
  const { manifest, capabilities, stages, config, effect } = plugin;
  const facts = [
    ["id", plugin.id],
    ["version", manifest.version],
    ["title", oneLine(manifest.title ?? plugin.id)],
    ["description", oneLine(manifest.description)],
    ["state", stateOf(plugin)],
    ["strikes", `${plugin.strikes} of 3`],
    ["runtime", `${manifest.runtime}${plugin.trusted ? ", trusted: it can do whatever Aperture can" : ""}`],
    ["from", describeProvenance(plugin.provenance)],
    ["publisher", oneLine(plugin.provenance.publisherName ?? plugin.provenance.publisher ?? "nobody signed it")],
    ["version before", plugin.previous ?? ""],
    ["pinned", plugin.pinned ? "yes: it stays at its version" : ""],
    ["installed", plugin.installedAt],
    ["memory", plugin.memory === null ? "-" : `${count(plugin.memory)} bytes`],
    ["effect", effectOf(effect)],
    ["unhandled", plugin.unhandled.join(", ") || "-"],
    ["settings", JSON.stringify(config)],
  ].filter(([, value]) => value !== "");
  return [
    formatTable(facts),
    capabilities.length === 0
      ? "It asks for no capability."
      : formatTable([["CAPABILITY", "GRANTED", "USED", "MEANS"], ...capabilities.map(capabilityRow)]),
    ...(stages.length === 0
      ? []
      : [formatTable([["STAGE", "CALLS", "FILTERED", "FAILED", "P50 MS", "P95 MS"], ...stages.map(stageRow)])]),
    ...(manifest.config === undefined
      ? []
      : [`Settings it takes (JSON Schema):\n${JSON.stringify(manifest.config, null, 2)}`]),
  ].join("\n\n");
}

const capabilityRow = ({
  capability,
  granted,
  narrowedIn,
  used,
  means,
}: PluginInfo["capabilities"][number]): string[] => [
  capability,
  granted ? (narrowedIn.length === 0 ? "yes" : `not in ${narrowedIn.join(", ")}`) : "no",
  used ? "yes" : "no",
  means,
];

const stageRow = ({ hook, calls, filtered, failures, p50, p95 }: PluginInfo["stages"][number]): string[] => [
  hook,
  count(calls),
  count(filtered),
  count(failures),
  milliseconds(p50),
  milliseconds(p95),
];

const milliseconds = (value: number | null): string => (value === null ? "-" : value.toFixed(value < 10 ? 2 : 0));

function effectOf({ tokensSaved, tokensAdded, applied, pending }: PluginInfo["effect"]): string {
  return `${count(applied)} in force, ${count(pending)} waiting; ${count(tokensSaved)} tokens kept out, ${count(tokensAdded)} added`;
}
