/**
 * Where plugins come from and what they were before; where an update stands; the preset that `aperture run` asked for. Plugins of before have no
 * provenance: they are what their `source` says, from the folder they were kept in.
 */
export const distribution = `
ALTER TABLE plugins ADD COLUMN provenance TEXT;
ALTER TABLE plugins ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE plugins ADD COLUMN previous TEXT;

-- One row per plugin: a PluginUpdate of the sdk, as JSON, and what was downloaded for it.
CREATE TABLE plugin_updates (
  plugin TEXT PRIMARY KEY, value TEXT NOT NULL
) WITHOUT ROWID;

ALTER TABLE runs ADD COLUMN preset TEXT;
`;
