import { createHash } from "node:crypto";
import type { PackageFiles } from "@aperture/host/load/package-files";
import type { PackManifest } from "@aperture/sdk";
import { packLimits } from "../pack-limits.ts";
import { refused } from "../refused.ts";
import { type PackItemFile, pathOf } from "./pack-item-file.ts";
import { inOrder, MANIFEST } from "./pack-layout.ts";
import { plainText } from "./plain-text.ts";

/** The items that the manifest lists, each held against its path and hash; nothing else is there. Throws `pack_refused`. */
export function takeItems(manifest: PackManifest, files: PackageFiles): PackItemFile[] {
  const listed = new Set(manifest.items.map(pathOf));
  if (listed.size < manifest.items.length) throw refused(`${MANIFEST} lists an item twice`);
  for (const path of files.keys())
    if (path !== MANIFEST && !listed.has(path)) throw refused(`${JSON.stringify(path)} is not listed in ${MANIFEST}`);
  if (inOrder(manifest.items).some((item, index) => item !== manifest.items[index]))
    throw refused(`the items of ${MANIFEST} are not in the order of their paths`);
  return manifest.items.map(({ kind, name, version, path, sha256 }) => {
    if (path !== pathOf({ kind, name })) throw refused(`${kind} ${name} cannot be at ${JSON.stringify(path)}`);
    const bytes = files.get(path);
    if (!bytes) throw refused(`${path} is listed and not there`);
    if (bytes.length > packLimits.item) throw refused(`${path} is larger than ${packLimits.item} bytes`);
    if (createHash("sha256").update(bytes).digest("hex") !== sha256)
      throw refused(`${path} has another hash than listed`);
    return { kind, name, version, text: plainText(bytes, path) };
  });
}
