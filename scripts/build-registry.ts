import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeRegistry } from "@aperture/host/install/build/make-registry";
import { newRegistryKeys } from "@aperture/host/install/build/registry-keys";
import { newSigningKey } from "@aperture/host/signing/signing-key";
import { collectLibrary } from "./registry/collect-library.ts";
import { collectPlugins } from "./registry/collect-plugins.ts";
import { writeRegistry } from "./registry/write-registry.ts";

/** tuf-js refuses expired metadata, and what ships with a release has to work for as long as anybody has it. */
const never = new Date("9999-12-31T23:59:59Z");

export interface BuiltRegistry {
  readonly packages: number;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Makes the registry that ships with Aperture: the plugins and the starter library of `project`, in `folder`. All of its keys are made here,
 * used once and forgotten; what vouches for it is the hash of its root, written beside it. Apart from keys, signatures and `at`, the same
 * sources give the same bytes.
 */
export async function buildRegistry(project: string, folder: string, at: Date): Promise<BuiltRegistry> {
  const publisher = { key: newSigningKey(), name: "Aperture", publishedAt: at.toISOString() };
  const packages = [...(await collectPlugins(project, publisher)), ...collectLibrary(project, publisher)];
  const files = makeRegistry(packages, {
    keys: newRegistryKeys(),
    version: 1,
    expires: { root: never, targets: never, snapshot: never, timestamp: never },
  });
  writeRegistry(folder, files);
  const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
  return { packages: packages.length, files: files.size, bytes };
}

/** When it was published: what a release says (SOURCE_DATE_EPOCH), else the last commit, else now. */
function publishedAt(project: string): Date {
  const given = process.env.SOURCE_DATE_EPOCH ?? lastCommit(project);
  return given !== null && /^\d+$/.test(given) ? new Date(Number(given) * 1_000) : new Date();
}

function lastCommit(project: string): string | null {
  try {
    return execFileSync("git", ["-C", project, "log", "-1", "--format=%ct"], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  } catch {
    // An unpacked release is no repository.
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const project = fileURLToPath(new URL("../", import.meta.url));
  const folder = process.argv[2] ?? join(project, "registry");
  const { packages, files, bytes } = await buildRegistry(project, folder, publishedAt(project));
  console.info(`${packages} packages in ${files} files, ${Math.ceil(bytes / 1_024)} KB: ${folder}`);
}
