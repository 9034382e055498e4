import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { RevokedList } from "./registry-files.ts";

const KeptMetadata = z.object({
  format: z.literal(1),
  /** SHA-256 of the root that all of it follows from. */
  pin: z.string(),
  /** File name → text, as the TUF client keeps them. */
  files: z.record(z.string().regex(/^[A-Za-z0-9._%!~*'()-]{1,250}\.json$/), z.string()),
  revoked: RevokedList,
});
export type KeptMetadata = z.infer<typeof KeptMetadata>;

export const registriesFolder = (home: string): string => join(home, "registries");
export const keptMetadataFile = (home: string, registry: string): string =>
  join(registriesFolder(home), `${registry}.json`);

/** What was last seen of a registry, or null: it is what tells that somebody rolls it back. */
export function readKeptMetadata(file: string, pin: string): KeptMetadata | null {
  try {
    const read = KeptMetadata.parse(JSON.parse(readFileSync(file, "utf8")));
    return read.pin === pin ? read : null;
  } catch {
    return null;
  }
}

/** All of it in one file and one rename: after a crash there is the old metadata or the new, never some of each. */
export function writeKeptMetadata(file: string, kept: KeptMetadata): void {
  // Two at a time may have asked: the older answer must not take the newer one's place.
  const there = readKeptMetadata(file, kept.pin);
  if (there && versionOf(there) > versionOf(kept)) return;
  const text = JSON.stringify(kept);
  if (there && JSON.stringify(there) === text) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Always the same name: what a crash leaves of it, the next one takes over.
  const next = `${file}.next`;
  try {
    writeFileSync(next, text, { mode: 0o600, flush: true });
    renameSync(next, file);
  } finally {
    rmSync(next, { force: true });
  }
}

const Timestamp = z.object({ signed: z.object({ version: z.int() }) });

function versionOf(kept: KeptMetadata): number {
  try {
    return Timestamp.parse(JSON.parse(kept.files["timestamp.json"] ?? "")).signed.version;
  } catch {
    return 0;
  }
}
