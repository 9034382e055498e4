import { ApertureError } from "@aperture/sdk";
import type { PluginRecord, PreviousVersion } from "./services.ts";

/** All that is needed to run this version again as it is now. */
export function previousOf(record: PluginRecord): PreviousVersion {
  const { version, folder, source, integrity, protects, granted, config, trusted, installedAt, provenance } = record;
  return { version, folder, source, integrity, protects, granted, config, trusted, installedAt, provenance };
}

/**
 * What a version leaves behind as it takes the place of `old`: that one, or, where it is the same content once more, what came before it.
 * Null where there is none.
 */
export const previousBehind = (old: PluginRecord, fresh: Pick<PluginRecord, "folder">): PreviousVersion | null =>
  old.folder === fresh.folder ? old.previous : previousOf(old);

/** The version before in the place of the one that is there, which becomes the one before. Throws `plugin_no_previous`. */
export function rolledBack(record: PluginRecord): PluginRecord {
  const { previous } = record;
  if (!previous) throw new ApertureError("plugin_no_previous", { plugin: record.id });
  return { ...record, ...previous, quarantine: null, previous: previousOf(record) };
}

/** Folders in use: sweeping leaves them alone. */
export const foldersOf = ({ folder, previous }: PluginRecord): string[] =>
  previous ? [folder, previous.folder] : [folder];
