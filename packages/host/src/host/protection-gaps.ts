import { type Capability, capabilitiesOf, type PluginManifest, type PluginPermissions } from "@aperture/sdk";
import type { HostedPlugin } from "./hosted-plugin.ts";

/**
 * What a stage that protects would have to see of blocks, and may not: it cannot tell what must not leave. Null where it sees all that it asks for.
 * What it may not write shows when it wants to: then its patch is refused, and the request with it.
 */
export function unseenByStage(asked: PluginPermissions, left: PluginPermissions): Capability | null {
  const read = asked.blocks?.read;
  return read === undefined || read === left.blocks?.read ? null : `blocks.read:${read}`;
}

/** One line each: where a plugin that protects lacks what it asks for of blocks, everywhere or in a project. */
export function protectionGaps({
  id,
  manifest,
  record,
  granted,
}: Pick<HostedPlugin, "id" | "manifest" | "record" | "granted">): string[] {
  if (!protects(manifest)) return [];
  const everywhere = lackingOf(manifest, granted(null));
  const gaps = everywhere.length === 0 ? [] : [line(everywhere, "", `aperture plugin grant ${id} all`)];
  for (const project of Object.keys(record.narrowed).sort()) {
    const more = lackingOf(manifest, granted(project)).filter((capability) => !everywhere.includes(capability));
    if (more.length > 0)
      gaps.push(line(more, ` in ${project}`, `aperture plugin grant ${id} all --project ${project}`));
  }
  return gaps;
}

const protects = ({ stages }: PluginManifest): boolean => stages.some(({ onError }) => onError === "block");

function lackingOf({ permissions }: PluginManifest, left: PluginPermissions): Capability[] {
  const held = new Set(capabilitiesOf(left));
  return capabilitiesOf(permissions).filter((capability) => capability.startsWith("blocks.") && !held.has(capability));
}

const line = (lacking: readonly Capability[], where: string, command: string): string =>
  `it protects requests, and was not granted ${lacking.join(", ")}${where}: what it would have to look after is not sent; \`${command}\``;
