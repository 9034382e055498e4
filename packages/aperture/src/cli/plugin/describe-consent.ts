import type { PluginInspection, PluginManifest } from "@aperture/sdk";
import { count } from "../control/count.ts";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";
import { describeDiff, describeOrigin } from "./describe-origin.ts";

const runtimes: Readonly<Record<PluginManifest["runtime"], string>> = {
  js: "JavaScript, in a sandbox of its own",
  wasm: "WebAssembly, in a sandbox",
  native: "in-process: it can do whatever Aperture can, whatever stands below",
};

/** What somebody reads before saying yes: what it may do first, in plain words, and what of it is new. */
export function describeConsent({
  manifest,
  capabilities,
  installed,
  files,
  bytes,
  warnings,
  provenance,
  signer,
  diff,
}: PluginInspection): string {
  const { name, version, title, description, author, license, runtime, stages } = manifest;
  const lines = [`${name} ${version}${title === undefined ? "" : `: ${oneLine(title)}`}`];
  if (description !== "") lines.push(`  ${oneLine(description)}`);
  lines.push(`  ${[oneLine(author ?? "no author named"), oneLine(license ?? "no license named")].join(", ")}`);
  lines.push(`  ${count(files, "file")}, ${count(bytes, "byte")}; runs as ${runtimes[runtime]}`);
  lines.push(...describeOrigin({ provenance, signer }));
  if (installed !== null) lines.push(`  replaces ${installed}`);
  lines.push("", capabilities.length === 0 ? "It asks for nothing beyond being called." : "It may:");
  if (capabilities.length > 0) {
    const isUpdate = installed !== null;
    const rows = capabilities.map(({ capability, means, isNew }) => [
      isUpdate && isNew ? "  new " : "  ",
      capability,
      oneLine(means),
    ]);
    lines.push(formatRows(rows));
  }
  if (stages.length > 0) {
    lines.push("", "It stands in the pipeline:");
    lines.push(
      formatRows(stages.map(({ at, deadlineMs, onError }) => ["  ", at, `${deadlineMs} ms, ${onWrong[onError]}`])),
    );
  }
  const differs = diff === null ? [] : describeDiff({ ...diff, added: [] });
  if (differs.length > 0) lines.push("", "Against what is installed:", ...differs);
  if (warnings.length > 0) lines.push("", "Take care:", ...warnings.map((warning) => `  ${oneLine(warning)}`));
  return lines.join("\n");
}

const onWrong = {
  passthrough: "requests go on without it where it fails",
  block: "requests do not leave where it fails",
} as const;

/** The table's cells are trimmed; the first is what indents. */
const formatRows = (rows: readonly (readonly string[])[]): string => {
  const lead = Math.max(...rows.map(([first = ""]) => first.length));
  const table = formatTable(rows.map(([, ...cells]) => cells)).split("\n");
  return table.map((line, index) => `${(rows[index]?.[0] ?? "").padEnd(lead)}${line}`).join("\n");
};
