import { satisfies, validRange } from "semver";
import type { RevokedList } from "./registry-files.ts";

/** Why a version was taken back, or null. A range that cannot be read means all versions: it was meant to stop something. */
export function revokedBecause(revoked: RevokedList["revoked"], name: string, version: string): string | null {
  const found = revoked.find(
    (one) =>
      one.name === name &&
      (validRange(one.versions) === null || satisfies(version, one.versions, { includePrerelease: true })),
  );
  return found ? found.reason || "no reason was given" : null;
}
