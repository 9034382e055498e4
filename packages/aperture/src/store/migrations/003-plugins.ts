/**
 * Plugins: what is installed, what each keeps, what each said. A plugin's values and log are its own: rows carry its id, and no
 * query goes without it. Secrets are not here but in a file of their own (plugins/services/secret-file.ts).
 */
export const plugins = `
CREATE TABLE plugins (
  id TEXT PRIMARY KEY,
  version TEXT NOT NULL, folder TEXT NOT NULL, source TEXT NOT NULL, integrity TEXT NOT NULL, wanted TEXT NOT NULL,
  quarantine TEXT, granted TEXT NOT NULL, narrowed TEXT NOT NULL, config TEXT NOT NULL, trusted INTEGER NOT NULL, protects INTEGER NOT NULL,
  used TEXT NOT NULL, installed_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Kept when a plugin is removed without purging: whoever installs it again finds what it knew.
CREATE TABLE plugin_values (
  plugin TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (plugin, key)
) WITHOUT ROWID;

CREATE TABLE plugin_logs (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  plugin TEXT NOT NULL, at INTEGER NOT NULL, level TEXT NOT NULL, message TEXT NOT NULL
);
CREATE INDEX plugin_logs_by_plugin ON plugin_logs (plugin);

-- What plugins did, for undoing all of it and telling what it comes to. The user's own rows, nearly all there are, are not in these.
CREATE INDEX operations_by_plugin ON operations (actor, session) WHERE actor >= 'plugin:' AND actor < 'plugin;';
CREATE INDEX changes_by_plugin ON changes (actor, session) WHERE actor >= 'plugin:' AND actor < 'plugin;';
CREATE INDEX notes_by_plugin ON notes (actor, n) WHERE actor >= 'plugin:' AND actor < 'plugin;';
`;
