import { ApertureError, type Capability, type PluginManifest } from "@aperture/sdk";
import { carriedGrant, covers } from "./covers.ts";
import { unfitSettings } from "./inspect-package.ts";
import { readKeptManifest } from "./read-kept-manifest.ts";
import type { PluginRecord, PreviousVersion } from "./services.ts";

/** All that is needed to run this version again as it is now. */
export function previousOf(record: PluginRecord): PreviousVersion {
  const { version, folder, source, integrity, protects, granted, config, trusted, installedAt, provenance } = record;
  return { version, folder, source, integrity, protects, granted, config, trusted, installedAt, provenance };
}

/**
 * What a version leaves behind as it takes the place of `old`: that one, or, where it is the same content once more, what came before it; without
 * what the user did not grant it of what held for the old one. Null where there is none.
 */
export function previousBehind(
  old: PluginRecord,
  fresh: Pick<PluginRecord, "folder" | "granted">,
  manifest: PluginManifest,
): PreviousVersion | null {
  if (old.folder === fresh.folder) return previousAfter(old, fresh.granted);
  const withheld = withheldBy(carriedGrant(old.granted, manifest), fresh.granted);
  return { ...previousOf(old), withheld };
}

/** The version before, as it is kept once `granted` is what the user grants the one that is there: what was taken away does not come back with it. */
export function previousAfter({ granted: before, previous }: PluginRecord, granted: readonly Capability[]) {
  if (!previous) return null;
  return { ...previous, withheld: withheldBy([...(previous.withheld ?? []), ...before], granted) };
}

const withheldBy = (before: readonly Capability[], after: readonly Capability[]): Capability[] =>
  [...new Set(before)].filter((capability) => !covers(after, capability)).sort();

/**
 * The version before in the place of the one that is there, which becomes the one before. What the user took away since then stays away, and what
 * was set since then stays set where the version before understands it. Throws `plugin_no_previous`.
 */
export function rolledBack(record: PluginRecord): PluginRecord {
  const { previous } = record;
  if (!previous) throw new ApertureError("plugin_no_previous", { plugin: record.id });
  const { withheld = [], ...before } = previous;
  const back = { ...record, ...before, quarantine: null, previous: previousOf(record) };
  const manifest = readKeptManifest(back);
  const config = unfitSettings(manifest, record) === null ? record.config : previous.config;
  return { ...back, config, granted: grantedBack(record, { ...before, withheld }, manifest) };
}

/** Also what includes something that was taken away, or is a part of it, unless what is held now says otherwise. */
function grantedBack(
  { granted }: PluginRecord,
  before: Required<Pick<PreviousVersion, "granted" | "withheld">>,
  manifest: PluginManifest,
): Capability[] {
  const isWithheld = (capability: Capability): boolean =>
    before.withheld.some((away) => covers([capability], away) || covers([away], capability));
  const kept = before.granted.filter((capability) => !isWithheld(capability));
  const held = carriedGrant(granted, manifest).filter((capability) => covers(before.granted, capability));
  return [...new Set([...kept, ...held])].sort();
}

/** Folders in use: sweeping leaves them alone. */
export const foldersOf = ({ folder, previous }: PluginRecord): string[] =>
  previous ? [folder, previous.folder] : [folder];
