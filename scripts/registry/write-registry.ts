import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes a registry into a folder, and the hash of its root beside it (`<folder>.root.json`): that is what pins it in the release. Whole or
 * not at all.
 */
export function writeRegistry(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  const next = `${folder}.next`;
  rmSync(next, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(next, path)), { recursive: true });
    writeFileSync(join(next, path), bytes);
  }
  const root = files.get("metadata/1.root.json");
  if (!root) throw new Error("the registry has no root");
  const sha256 = createHash("sha256").update(root).digest("hex");
  rmSync(folder, { recursive: true, force: true });
  renameSync(next, folder);
  writeFileSync(`${folder}.root.json`, `${JSON.stringify({ sha256 })}\n`);
}
