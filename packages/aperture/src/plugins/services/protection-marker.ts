import { readFileSync, rmSync, statSync } from "node:fs";
import type { Protection } from "@aperture/host/host/services";
import { ApertureError, PluginName } from "@aperture/sdk";
import { z } from "zod";
import { writeDurably } from "../../store/write-durably.ts";

const MarkerFile = z.object({ version: z.literal(1), plugins: z.array(PluginName) });

/** Stands for all that a file named which cannot be read: it may have been anybody. */
export const UNREADABLE = "unreadable-marker";

/**
 * Which enabled plugins protect requests, beside the database (`protecting-plugins.json`, mode 0600; names only): when the database is
 * damaged, gone or cannot be opened, what they kept back must not leave unnoticed, and requests are refused instead (law 4).
 */
export interface ProtectionMarker extends Protection {
  /** Notes one, on the disk when this returns; false where it was noted. Throws `store_unavailable` where it cannot be written. */
  add(id: string): boolean;
}

export interface ProtectionMarkerParts {
  readonly file: string;
  /** What is installed, by the database: its word counts for whom it knows. Throws where there is no database. */
  readonly known: () => readonly { readonly id: string; readonly protects: boolean }[];
  /** It could not be written behind a change that took somebody out of it. */
  readonly failed: (error: unknown) => void;
}

export function createProtectionMarker({ file, known, failed }: ProtectionMarkerParts): ProtectionMarker {
  const read = readMarker(file);
  const noted = new Set(read ?? [UNREADABLE]);
  const lost = new Map<string, string>();
  begin();

  function begin(): void {
    let records: ReturnType<typeof known>;
    try {
      records = known();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      for (const id of noted) lost.set(id, `${reason}; ${remedy(id, "repair that and start Aperture again")}`);
      return;
    }
    const byId = new Map(records.map((record) => [record.id, record]));
    const before = [...noted].sort().join();
    for (const id of noted) {
      const record = byId.get(id);
      if (record?.protects === false) noted.delete(id);
      else if (!record) lost.set(id, reasonOf(id, file));
    }
    for (const { id, protects } of records) if (protects) noted.add(id);
    if ([...noted].sort().join() !== before) writeOrTell();
  }

  function write(): void {
    // Who is told of an unreadable one decides; until then it stays as it is.
    if (noted.has(UNREADABLE)) return;
    if (noted.size === 0) rmSync(file, { force: true });
    else writeDurably(file, `${JSON.stringify({ version: 1, plugins: [...noted].sort() })}\n`);
  }
  function writeOrTell(): void {
    try {
      write();
    } catch (error) {
      failed(error);
    }
  }

  return {
    lost: () => [...lost].map(([id, reason]) => ({ id, reason })),
    add(id) {
      lost.delete(id);
      if (noted.has(id)) return false;
      noted.add(id);
      try {
        write();
      } catch (error) {
        noted.delete(id);
        const reason = error instanceof Error ? error.message : String(error);
        throw new ApertureError("store_unavailable", { reason: `${file} cannot be written: ${reason}` });
      }
      return true;
    },
    forget(id) {
      lost.delete(id);
      if (noted.delete(id)) writeOrTell();
    },
  };
}

const reasonOf = (id: string, file: string): string =>
  id === UNREADABLE
    ? `${file} cannot be read, and nobody else knows which plugins protected requests; ${remedy(id, "see that those which should are installed and enabled")}`
    : `the database has no record of it; ${remedy(id, "install and enable it again")}`;

const remedy = (id: string, first: string): string =>
  `${first}, or let requests pass without it: \`aperture plugin remove ${id}\``;

/** Null where there is one that cannot be read. */
function readMarker(file: string): readonly string[] | null {
  try {
    if (!statSync(file, { throwIfNoEntry: false })) return [];
    return MarkerFile.parse(JSON.parse(readFileSync(file, "utf8"))).plugins;
  } catch {
    return null;
  }
}
