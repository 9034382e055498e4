import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PluginName, Provenance } from "@aperture/sdk";
import { z } from "zod";
import type { PublisherOf } from "./check-publisher.ts";
import type { PluginRecord } from "./services.ts";

const LockedPlugin = z.object({
  version: z.string(),
  integrity: z.string(),
  provenance: Provenance,
  publisher: z.string().nullable(),
  pinned: z.boolean(),
  granted: z.array(z.string()),
});
type LockedPlugin = z.infer<typeof LockedPlugin>;

const LockFile = z.object({ version: z.literal(1), plugins: z.record(PluginName, LockedPlugin) });

/**
 * `plugins.lock`: what is installed, where from and by whom, as a file that people can read and keep (JSON, sorted, mode 0600). The records
 * say what counts; what the file alone knows, because the database was lost, still counts for one thing: whose key a name belongs to.
 */
export interface PluginsLock {
  /** The key that signed a plugin of this name which the records have lost; null: nobody is known. */
  publisherOf(id: string): PublisherOf | null;
  /** Writes down what the records say now; where there are none, there is no file. Never throws: the records are on the disk already. */
  write(records: readonly PluginRecord[]): void;
  /** The user removed it, or installed it anew. */
  forget(id: string): void;
}

/** Reads what is there. `failed`: it cannot be read or written. */
export function openPluginsLock(home: string, failed: (message: string) => void): PluginsLock {
  const file = join(home, "plugins.lock");
  /** As the file had them; those that the records know too are what the records say. */
  const kept = new Map(Object.entries(readLock(file, failed)));
  let written = "";
  return {
    publisherOf: (id) => kept.get(id)?.provenance ?? null,
    write(records) {
      const plugins = new Map(kept);
      for (const record of records) plugins.set(record.id, lockedOf(record));
      const sorted = [...plugins].sort(([left], [right]) => (left < right ? -1 : 1));
      const text = `${JSON.stringify({ version: 1, plugins: Object.fromEntries(sorted) }, null, 2)}\n`;
      if (text === written) return;
      try {
        if (plugins.size > 0) replaceFile(file, text);
        else rmSync(file, { force: true });
        written = text;
      } catch (error) {
        failed(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    forget: (id) => void kept.delete(id),
  };
}

/** Fields in one order, whoever made the record: the same records are the same bytes. */
const lockedOf = ({ version, integrity, provenance, pinned, granted }: PluginRecord): LockedPlugin => ({
  version,
  integrity,
  provenance: {
    spec: provenance.spec,
    kind: provenance.kind,
    from: provenance.from,
    resolved: provenance.resolved,
    archive: provenance.archive,
    publisher: provenance.publisher,
    publisherName: provenance.publisherName,
    publishedAt: provenance.publishedAt,
  },
  publisher: provenance.publisher,
  pinned,
  granted: [...granted].sort(),
});

function readLock(file: string, failed: (message: string) => void): Record<string, LockedPlugin> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") failed(`${file} cannot be read: ${String(error)}`);
    return {};
  }
  try {
    return LockFile.parse(JSON.parse(text)).plugins;
  } catch {
    // Written anew from the records; what only it knew cannot be told any more, and is kept for whoever wants to look.
    failed(`${file} is damaged: it is written anew from the database, and kept as ${file}.damaged`);
    try {
      renameSync(file, `${file}.damaged`);
    } catch (error) {
      failed(`${file} could not be put aside: ${String(error)}`);
    }
    return {};
  }
}

/** In one step: whoever reads it, and whatever crashes, there is the old one or the new one. A draft that a crash left is the next one's place. */
function replaceFile(file: string, text: string): void {
  const draft = `${file}.tmp`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { flag: "wx", mode: 0o600, flush: true });
  renameSync(draft, file);
}
