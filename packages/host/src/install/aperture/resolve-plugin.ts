import type { Provenance } from "@aperture/sdk";
import { admitPackage } from "../../load/admit-package.ts";
import { readTarball } from "../../load/read-tarball.ts";
import { BUNDLED } from "../registry-list.ts";
import type { FoundPackage } from "../source-parts.ts";
import type { ApertureRegistries, ApertureRegistry } from "./aperture-registries.ts";
import { type FetchedPackage, fetchPackage, offeredVersion, unverified } from "./fetch-package.ts";
import type { OpenRegistry } from "./open-registry.ts";
import { packageName } from "./registry-paths.ts";

/** What is asked of a registry. */
export interface Wanted {
  /** As somebody wrote it. */
  readonly spec: string;
  readonly name: string;
  readonly range: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A plugin of a registry, verified to its last byte; null where the registry has none of this name. */
export function resolvePlugin(
  registries: ApertureRegistries,
  registry: ApertureRegistry,
  { spec, name, range, signal }: Wanted,
): Promise<FoundPackage | null> {
  const find = async (open: OpenRegistry): Promise<FoundPackage | null> => {
    const offered = await offeredVersion(open, registry.name, packageName("plugin", name), range);
    if (!offered) return null;
    const fetched = await fetchPackage(open, name, offered);
    const source = `${name}-${fetched.version}.tgz`;
    const found = admitPackage(await readTarball(fetched.archive, source), source, "tarball");
    const { manifest } = found;
    if (manifest.name !== name || manifest.version !== fetched.version)
      throw unverified(`${name} ${fetched.version}`, `what is in it calls itself ${manifest.name} ${manifest.version}`);
    return {
      found,
      provenance: provenanceOf(registry, spec, fetched),
      changelog: fetched.changelog,
      warnings: [],
    };
  };
  return registries.use(registry, find, signal);
}

/** Where a package of a registry comes from. */
export function provenanceOf({ name, base }: ApertureRegistry, spec: string, fetched: FetchedPackage): Provenance {
  return {
    spec,
    kind: name === BUNDLED ? "bundled" : "aperture",
    from: name,
    resolved: `${base.replace(/\/$/, "")}/${fetched.path}`,
    archive: fetched.integrity,
    publisher: fetched.publisher,
    publisherName: fetched.publisherName,
    publishedAt: fetched.publishedAt,
  };
}
