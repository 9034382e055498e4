import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LibraryKind, LibraryName, Signer } from "@aperture/sdk";
import { z } from "zod";
import { writeDurably } from "../../store/write-durably.ts";

/** Where something came from that is not written here. */
export const ItemOrigin = z.object({
  source: z.enum(["pack", "registry"]),
  signer: Signer.nullable(),
  /** For people: the pack's file name, or name and version in a registry. */
  from: z.string().max(500).nullable().default(null),
});
export type ItemOrigin = z.infer<typeof ItemOrigin>;

const Record = z.object({ ...ItemOrigin.shape, kind: LibraryKind, name: LibraryName, sha256: z.string() });
/** `sha256`: of the file as it was imported. Another one there was edited since, and nobody signed that. */
export type OriginRecord = z.infer<typeof Record>;
const Origins = z.object({ items: z.array(Record) });

export const originsPath = (folder: string): string => join(folder, "origins.json");

/** What was imported and from where; empty where the file is not there or no such file: an item without origin is simply the user's. */
export function readOrigins(folder: string): OriginRecord[] {
  try {
    return Origins.parse(JSON.parse(readFileSync(originsPath(folder), "utf8"))).items;
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === "ENOENT" ||
      error instanceof SyntaxError ||
      error instanceof z.ZodError
    )
      return [];
    throw error;
  }
}

/** These records beside all others, as the file's text; those of the same item are replaced. */
export function withOrigins(folder: string, added: readonly OriginRecord[]): string {
  const keys = new Set(added.map(({ kind, name }) => `${kind}/${name}`));
  const kept = readOrigins(folder).filter(({ kind, name }) => !keys.has(`${kind}/${name}`));
  return textOf([...kept, ...added]);
}

export function dropOrigin(folder: string, kind: LibraryKind, name: string): void {
  const all = readOrigins(folder);
  const kept = all.filter((each) => each.kind !== kind || each.name !== name);
  if (kept.length < all.length) writeDurably(originsPath(folder), textOf(kept));
}

const textOf = (items: readonly OriginRecord[]): string => `${JSON.stringify({ items }, null, 2)}\n`;
