import { localProvenance } from "@aperture/host/border/local-provenance";
import type { PluginRecord, PluginStore } from "@aperture/host/host/services";
import type { Connection } from "../connection.ts";
import { createInsert, type Fields, plain, stored } from "../fields.ts";
import type { Transactions } from "../transactions.ts";

type Row = Omit<
  PluginRecord,
  "granted" | "narrowed" | "config" | "trusted" | "protects" | "used" | "provenance" | "pinned" | "previous"
> & {
  granted: string;
  narrowed: string;
  config: string;
  trusted: number;
  protects: number;
  used: string;
  provenance: string | null;
  pinned: number;
  previous: string | null;
};

const fields: Fields<PluginRecord> = {
  id: plain("id"),
  version: plain("version"),
  folder: plain("folder"),
  source: plain("source"),
  integrity: plain("integrity"),
  wanted: plain("wanted"),
  quarantine: plain("quarantine"),
  protects: stored("protects", Number),
  granted: stored("granted", JSON.stringify),
  narrowed: stored("narrowed", JSON.stringify),
  config: stored("config", JSON.stringify),
  trusted: stored("trusted", Number),
  used: stored("used", JSON.stringify),
  installedAt: plain("installed_at"),
  provenance: stored("provenance", JSON.stringify),
  pinned: stored("pinned", Number),
  previous: stored("previous", (previous) => previous && JSON.stringify(previous)),
};
const select = `SELECT id, version, folder, source, integrity, wanted, quarantine, protects, granted, narrowed, config, trusted, used,
  installed_at AS installedAt, provenance, pinned, previous FROM plugins`;

const toRecord = (row: Row): PluginRecord => ({
  ...row,
  protects: row.protects === 1,
  granted: JSON.parse(row.granted),
  narrowed: JSON.parse(row.narrowed),
  config: JSON.parse(row.config),
  trusted: row.trusted === 1,
  used: JSON.parse(row.used),
  provenance: row.provenance === null ? unknownProvenance(row) : JSON.parse(row.provenance),
  pinned: row.pinned === 1,
  previous: row.previous && JSON.parse(row.previous),
});

/** Installed before anybody wrote down where from. */
const unknownProvenance = ({ folder, source }: Row): PluginRecord["provenance"] =>
  localProvenance(source === "bundled" ? "folder" : source, folder);

/** What is installed, by name. */
export function createPluginRecords(
  connection: Connection,
  { join }: Transactions,
): Pick<PluginStore, "all" | "get" | "put"> & { remove(id: string): void } {
  const put = createInsert(connection, "plugins", fields, "INSERT OR REPLACE");
  const remove = connection.prepare("DELETE FROM plugins WHERE id = ?");
  const byId = connection.prepare<Row>(`${select} WHERE id = ?`);
  const all = connection.prepare<Row>(`${select} ORDER BY id`);
  return {
    all: () => all.all().map(toRecord),
    get(id) {
      const row = byId.get(id);
      return row && toRecord(row);
    },
    put: (record) => join(() => void put(record)),
    remove: (id) => join(() => void remove.run(id)),
  };
}
