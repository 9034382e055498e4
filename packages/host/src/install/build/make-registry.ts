import { rcompare } from "semver";
import { type IndexEntry, REGISTRY_FORMAT, type RevokedList } from "../aperture/registry-files.ts";
import { packageName, registryPaths } from "../aperture/registry-paths.ts";
import type { PublishedPackage } from "./publish-package.ts";
import { type MetadataOptions, signMetadata } from "./sign-metadata.ts";

export interface RegistryOptions extends MetadataOptions {
  /** Address that npm clients are told for archives; Aperture itself takes them from where it reads the registry. */
  readonly address?: string;
  readonly revoked?: RevokedList["revoked"];
}

/** A whole registry: path → bytes. Docs/reference/registry.md says what stands where. */
export function makeRegistry(
  packages: readonly PublishedPackage[],
  options: RegistryOptions,
): ReadonlyMap<string, Uint8Array> {
  const files = registryFiles(packages, options.address ?? "http://localhost/", options.revoked ?? []);
  return new Map([...files, ...signMetadata(files, options)]);
}

/** All but the metadata. */
export function registryFiles(
  packages: readonly PublishedPackage[],
  address: string,
  revoked: RevokedList["revoked"],
): Map<string, Uint8Array> {
  const byName = Map.groupBy(packages, ({ kind, name }) => packageName(kind, name));
  const newest = [...byName].map(([name, versions]) => {
    const sorted = versions.toSorted((left, right) => rcompare(left.version, right.version));
    if (new Set(sorted.map(({ version }) => version)).size < sorted.length)
      throw new Error(`${name} has a version twice: what is published never changes`);
    return { name, sorted };
  });
  const files = new Map<string, Uint8Array>();
  for (const { name, sorted } of newest.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    files.set(registryPaths.packument(name), json(packumentOf(name, sorted, address)));
    for (const { version, archive, signature } of sorted) {
      files.set(registryPaths.archive(name, version), archive);
      files.set(registryPaths.signature(name, version), Buffer.from(signature));
    }
  }
  files.set(
    registryPaths.index,
    json({ format: REGISTRY_FORMAT, packages: newest.map(({ sorted }) => entryOf(sorted)) }),
  );
  files.set(registryPaths.revoked, json({ format: REGISTRY_FORMAT, revoked }));
  return files;
}

const json = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);

/** The newest that is still offered; where all were taken back, the newest. */
const currentOf = (sorted: readonly PublishedPackage[]): PublishedPackage =>
  sorted.find(({ yanked, version }) => yanked === undefined && !version.includes("-")) ?? sorted[0]!;

function entryOf(sorted: readonly PublishedPackage[]): IndexEntry {
  const { kind, name, version, title, description, keywords, permissions, publishedAt, changelog } = currentOf(sorted);
  return {
    kind,
    name,
    version,
    title,
    description,
    keywords: [...keywords],
    permissions: [...permissions],
    publishedAt,
    changelog,
  };
}

function packumentOf(name: string, sorted: readonly PublishedPackage[], address: string): unknown {
  const base = address.endsWith("/") ? address : `${address}/`;
  const versions = sorted.map((one) => [
    one.version,
    {
      name,
      version: one.version,
      description: one.description,
      keywords: one.keywords,
      license: one.license,
      dist: { tarball: `${base}${registryPaths.archive(name, one.version)}`, integrity: one.integrity },
      aperture: { kind: one.kind, publisher: one.publisher, changelog: one.changelog, yanked: one.yanked ?? null },
      ...(one.yanked === undefined ? {} : { deprecated: one.yanked }),
    },
  ]);
  return {
    _id: name,
    name,
    "dist-tags": { latest: currentOf(sorted).version },
    time: Object.fromEntries(sorted.map(({ version, publishedAt }) => [version, publishedAt])),
    versions: Object.fromEntries(versions),
  };
}
