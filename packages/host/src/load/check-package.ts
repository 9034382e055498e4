import { type PluginManifest, parseManifest } from "@aperture/sdk";
import { checkPackageJson } from "./check-package-json.ts";
import { integrityOf, packageIntegrity } from "./integrity.ts";
import { MANIFEST } from "./manifest-file.ts";
import type { PackageFiles } from "./package-files.ts";
import { packageLimits } from "./package-limits.ts";
import { passedOver } from "./read-folder.ts";
import { refused } from "./refused.ts";

/** A package that may be installed, still in memory. */
export interface CheckedPackage {
  readonly manifest: PluginManifest;
  readonly files: PackageFiles;
  readonly entry: Uint8Array;
  /** Of the entry. */
  readonly entryIntegrity: string;
  /** Of the whole. */
  readonly integrity: string;
  readonly bytes: number;
}

/** Throws `plugin_package_refused`, `plugin_manifest_invalid`, `plugin_api_unsupported`. */
export function checkPackage(files: PackageFiles, source: string): CheckedPackage {
  const manifestBytes = files.get(MANIFEST);
  if (!manifestBytes) throw refused(source, `it has no ${MANIFEST}; \`aperture plugin new\` makes a plugin with one`);
  if (manifestBytes.length > packageLimits.manifest)
    throw refused(source, `its ${MANIFEST} is larger than ${packageLimits.manifest / 1_024} KB`);
  const manifest = parseManifest(textOf(manifestBytes, MANIFEST, source), MANIFEST);
  const packageJson = files.get("package.json");
  if (packageJson) checkPackageJson(textOf(packageJson, "package.json", source), source);
  for (const path of files.keys()) checkBelongs(path, source);
  const entry = files.get(plainPath(manifest.entry));
  if (!entry)
    throw refused(
      source,
      `its entry ${manifest.entry} is not in it; build first (\`aperture plugin build\`), and pack that`,
    );
  if (entry.length > packageLimits.entry)
    throw refused(source, `its entry ${manifest.entry} is larger than ${packageLimits.entry / 1_048_576} MB`);
  let bytes = 0;
  for (const file of files.values()) bytes += file.length;
  return { manifest, files, entry, entryIntegrity: integrityOf(entry), integrity: packageIntegrity(files), bytes };
}

/** Folders of tools come in archives only: of a folder they are passed over. */
function checkBelongs(path: string, source: string): void {
  const stranger = path.split("/").find((part) => passedOver.has(part));
  if (stranger === "node_modules")
    throw refused(source, `it brings dependencies (${path}); bundle them into the entry (\`aperture plugin build\`)`);
  if (stranger) throw refused(source, `${JSON.stringify(path)} does not belong into a package`);
}

/** `./dist/plugin.js` is `dist/plugin.js`. */
const plainPath = (path: string): string =>
  path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");

function textOf(bytes: Uint8Array, file: string, source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw refused(source, `its ${file} is no UTF-8 text`, error);
  }
}
