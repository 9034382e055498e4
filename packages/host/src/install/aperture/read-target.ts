import { createHash } from "node:crypto";
import type { TargetFile } from "tuf-js";
import { packageLimits } from "../../load/package-limits.ts";
import { refuseWebPage } from "../remote/refuse-web-page.ts";
import { mostBytes } from "./metadata-limits.ts";
import type { RegistryParts } from "./open-registry.ts";
import { Unverified } from "./unverified.ts";

/** Bytes of a file that signed metadata names. Throws SourceTrouble, Unverified. */
export async function readTarget(target: TargetFile, parts: RegistryParts, isConsistent: boolean): Promise<Uint8Array> {
  const { path, length } = target;
  const { base, read, limits, signal } = parts;
  const isArchive = path.endsWith(".tgz");
  const ceiling = isArchive ? packageLimits.archive : mostBytes.target;
  if (length > ceiling) throw new Unverified(`${path} is larger than ${ceiling} bytes`);
  const algorithm = target.hashes.sha512 ? "sha512" : "sha256";
  const wanted = target.hashes[algorithm];
  if (!wanted) throw new Unverified(`the metadata names no SHA-512 or SHA-256 of ${path}`);
  const ms = isArchive ? limits.archiveMs : limits.fileMs;
  const bytes = await read(base, isConsistent ? hashed(path, target) : path, { most: length, ms, signal });
  const is = createHash(algorithm).update(bytes).digest("hex");
  if (bytes.length === length && is === wanted) return bytes;
  refuseWebPage(bytes);
  if (bytes.length < length) throw new Unverified(`${path} is cut short: ${bytes.length} of ${length} bytes`);
  throw new Unverified(`${path} has another hash than the registry's metadata names`);
}

/** Servers that replace file by file keep each under its hash (TUF, consistent snapshots); a folder that is replaced as a whole need not. */
function hashed(path: string, { hashes }: TargetFile): string {
  const parts = path.split("/");
  return [...parts.slice(0, -1), `${Object.values(hashes)[0]!}.${parts.at(-1)!}`].join("/");
}
