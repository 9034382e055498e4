import { createHash } from "node:crypto";
import type { PackageFiles } from "./package-files.ts";

/** `sha512-<base64>` of some bytes. */
export const integrityOf = (bytes: Uint8Array): string =>
  `sha512-${createHash("sha512").update(bytes).digest("base64")}`;

/**
 * `sha512-<base64>` of a package: of its paths in code-unit order, each with the hash of its bytes. A folder and the archive made of it
 * have the same one; times, modes and order of an archive are not in it.
 */
export function packageIntegrity(files: PackageFiles): string {
  const listing = createHash("sha512");
  // JSON keeps names apart from what stands around them.
  for (const path of [...files.keys()].sort())
    listing.update(`${JSON.stringify([path, integrityOf(files.get(path)!)])}\n`);
  return `sha512-${listing.digest("base64")}`;
}
