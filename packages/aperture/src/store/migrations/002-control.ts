/**
 * What people, rules and stages decide about blocks. Contents are named by number, as blocks name them (001): a change and a
 * checkpoint keep the texts they refer to. Values that somebody redacted stand in `redactions` and nowhere else.
 */
export const control = `
CREATE TABLE operations (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  session INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT, at INTEGER NOT NULL, turn INTEGER NOT NULL,
  input TEXT NOT NULL, blocks BLOB NOT NULL, undone_by INTEGER
);
CREATE INDEX operations_by_session ON operations (session);

CREATE TABLE changes (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  operation INTEGER, session INTEGER NOT NULL, lane INTEGER NOT NULL, block INTEGER NOT NULL, kind TEXT NOT NULL,
  level TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT, content INTEGER NOT NULL, original_content INTEGER, anchor INTEGER,
  forced INTEGER NOT NULL, state TEXT NOT NULL, tokens INTEGER NOT NULL, created_at INTEGER NOT NULL, applied_turn INTEGER,
  changed_at INTEGER NOT NULL, price TEXT
);
CREATE INDEX changes_by_session ON changes (session, state);
CREATE INDEX changes_by_lane ON changes (lane, state);
CREATE INDEX changes_by_block ON changes (block);
CREATE INDEX changes_by_operation ON changes (operation) WHERE operation IS NOT NULL;
CREATE INDEX changes_by_content ON changes (content);
CREATE INDEX changes_by_original_content ON changes (original_content) WHERE original_content IS NOT NULL;
-- Sessions that are governed are asked for at every request: by what is alive, however long their history.
CREATE INDEX changes_bound ON changes (session, state) WHERE state IN ('pending', 'applied', 'undo-pending');

CREATE TABLE block_settings (block INTEGER PRIMARY KEY, session INTEGER NOT NULL, pinned TEXT, zone TEXT);
CREATE INDEX block_settings_by_session ON block_settings (session);

CREATE TABLE notes (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  block INTEGER NOT NULL, session INTEGER NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE INDEX notes_by_block ON notes (block);
CREATE INDEX notes_by_session ON notes (session);

-- session: NULL where the item is offered to every session.
CREATE TABLE staged (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  session INTEGER, name TEXT NOT NULL, created_at INTEGER NOT NULL, item TEXT NOT NULL, enabled INTEGER NOT NULL
);
CREATE INDEX staged_by_session ON staged (session);

-- session: the lane's, which is gone before its injections are.
CREATE TABLE injections (
  n INTEGER PRIMARY KEY,
  item INTEGER NOT NULL, session INTEGER NOT NULL, lane INTEGER NOT NULL, change INTEGER NOT NULL, hash BLOB NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX injections_by_lane ON injections (lane);
CREATE INDEX injections_by_item ON injections (item);
CREATE INDEX injections_by_session ON injections (session);

CREATE TABLE checkpoints (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  session INTEGER NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, decisions TEXT NOT NULL
);
CREATE INDEX checkpoints_by_session ON checkpoints (session);
CREATE TABLE checkpoint_contents (
  checkpoint INTEGER NOT NULL, content INTEGER NOT NULL, PRIMARY KEY (checkpoint, content)
) WITHOUT ROWID;
CREATE INDEX checkpoint_contents_by_content ON checkpoint_contents (content);

CREATE TABLE redactions (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  session INTEGER NOT NULL, value TEXT NOT NULL, placeholder TEXT NOT NULL, operation INTEGER, at INTEGER NOT NULL,
  active INTEGER NOT NULL
);
CREATE INDEX redactions_by_session ON redactions (session);
CREATE INDEX redactions_bound ON redactions (session) WHERE active = 1;

CREATE TABLE ledger (
  turn INTEGER PRIMARY KEY,
  session INTEGER NOT NULL, lane INTEGER NOT NULL, at INTEGER NOT NULL, model TEXT, billed REAL NOT NULL,
  untouched REAL NOT NULL, billed_usd REAL, untouched_usd REAL, actors TEXT NOT NULL, predicted_input REAL,
  predicted_read REAL, holdout INTEGER NOT NULL, runs TEXT NOT NULL
);
CREATE INDEX ledger_by_session ON ledger (session);

CREATE TABLE session_settings (
  session INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (session, name)
) WITHOUT ROWID;
CREATE INDEX session_settings_by_name ON session_settings (name);

CREATE TABLE idempotency (
  key TEXT PRIMARY KEY, request_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX idempotency_by_time ON idempotency (at);
`;
