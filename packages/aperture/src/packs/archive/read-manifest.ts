import type { PackageFiles } from "@aperture/host/load/package-files";
import { PACK_FORMAT, PackManifest } from "@aperture/sdk";
import { refused } from "../refused.ts";
import { MANIFEST, manifestText } from "./pack-layout.ts";
import { plainText } from "./plain-text.ts";

/** `pack.json`, strictly: what this version does not know is refused, not passed over. Throws `pack_refused`. */
export function readManifest(files: PackageFiles): PackManifest {
  const bytes = files.get(MANIFEST);
  if (!bytes) throw refused(`it has no ${MANIFEST}`);
  const text = plainText(bytes, MANIFEST);
  const json = parsed(text);
  const format = typeof json === "object" && json !== null && "format" in json ? json.format : undefined;
  // Before all else: a newer format may have keys that are unknown here, and that is not what is wrong.
  if (format !== PACK_FORMAT)
    throw refused(
      typeof format === "number" && format > PACK_FORMAT
        ? `it is of format ${format}, and this Aperture knows ${PACK_FORMAT}: a newer one can read it`
        : `its format is ${JSON.stringify(format)}; there is only ${PACK_FORMAT}`,
    );
  const manifest = PackManifest.safeParse(json);
  if (!manifest.success) {
    const { path, message } = manifest.error.issues[0]!;
    throw refused(`${MANIFEST} ${path.length > 0 ? `at ${path.join(".")} ` : ""}is not as it must be: ${message}`);
  }
  if (manifestText(manifest.data) !== text) throw refused(`${MANIFEST} is not written in the one way that packs are`);
  return manifest.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(`${MANIFEST} is no JSON`, error);
  }
}
