import { type Capability, capabilitiesOf, type PluginAudit } from "@aperture/sdk";
import type { PackageSources } from "../install/package-sources.ts";
import { loadPlugin } from "../load/load-plugin.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import { unfitSettings } from "./inspect-package.ts";

type Finding = PluginAudit["findings"][number];

export interface AuditParts {
  readonly sources: Pick<PackageSources, "revoked"> | undefined;
  /** A newer version that is known of, or null. */
  readonly newer: (id: string) => string | null;
}

/** What is installed against what is known of it now. Reads every file anew; asks nobody. */
export async function auditPlugins(plugins: readonly HostedPlugin[], parts: AuditParts): Promise<PluginAudit> {
  const findings: Finding[] = [];
  for (const plugin of plugins) for await (const finding of auditPlugin(plugin, parts)) findings.push(finding);
  const weight = { danger: 0, warning: 1, info: 2 };
  findings.sort((left, right) => weight[left.severity] - weight[right.severity]);
  return { findings, checked: plugins.length };
}

async function* auditPlugin(plugin: HostedPlugin, parts: AuditParts): AsyncGenerator<Finding> {
  const { id, lost } = plugin;
  const says = (severity: Finding["severity"], code: string, text: string, help: string | null = null): Finding => ({
    plugin: id,
    severity,
    code,
    says: text,
    help,
  });
  if (lost !== null) return yield says("danger", "lost", lost, `aperture plugin remove ${id}`);
  const { record, manifest } = plugin;
  const { previous, provenance, version } = record;
  const trouble = await changedFiles(record);
  if (trouble) yield says("danger", "changed-files", trouble, `aperture plugin install ${provenance.spec}`);
  const before = previous && (await changedFiles({ ...previous, id }));
  if (before) yield says("warning", "changed-files", `the version before, ${previous.version}: ${before}`);
  const revoked = parts.sources?.revoked(id, version, provenance) ?? null;
  if (revoked !== null)
    yield says("danger", "revoked", `${version} was withdrawn: ${revoked}`, `aperture plugin update ${id}`);
  if (previous && (parts.sources?.revoked(id, previous.version, previous.provenance) ?? null) !== null)
    yield says("warning", "revoked", `the version before, ${previous.version}, was withdrawn`);
  if (plugin.life.state === "quarantined")
    yield says("warning", "quarantined", plugin.life.trouble ?? "it failed too often", `aperture plugin logs ${id}`);
  if (record.protects && !plugin.isWanted)
    yield says(
      "warning",
      "disabled-protection",
      "it protects requests and is disabled",
      `aperture plugin enable ${id}`,
    );
  if (manifest.runtime === "native")
    yield says("warning", "native", "it runs in-process and can do whatever Aperture can");
  if (provenance.publisher === null)
    yield says(
      provenance.kind === "npm" || provenance.kind === "git" ? "warning" : "info",
      "unsigned",
      `nobody signed it (${provenance.kind}: ${provenance.from})`,
    );
  const unused = unusedGrants(plugin);
  if (unused.length > 0)
    yield says(
      "info",
      "unused-grants",
      `granted and never used so far: ${unused.join(", ")}`,
      `aperture plugin grant ${id} --without ${unused[0]}`,
    );
  const newer = parts.newer(id);
  if (newer !== null)
    yield says("info", "outdated", `${newer} is there; ${version} is installed`, `aperture plugin update ${id}`);
  const unfit = unfitSettings(manifest, record);
  if (unfit !== null)
    yield says("warning", "settings-unfit", `${unfit}; it runs with its defaults`, `aperture plugin config ${id}`);
}

async function changedFiles(installed: Parameters<typeof loadPlugin>[0]): Promise<string | null> {
  try {
    await loadPlugin(installed);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What holds everywhere and was never made use of; that it may stand and look counts as used with the first call. */
function unusedGrants(plugin: HostedPlugin): Capability[] {
  if (!plugin.isWanted) return [];
  return capabilitiesOf(plugin.granted(null)).filter((capability) => !plugin.used.has(capability));
}
