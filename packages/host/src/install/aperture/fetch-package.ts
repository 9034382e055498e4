import { ApertureError } from "@aperture/sdk";
import { maxSatisfying, prerelease, rcompare } from "semver";
import type { z } from "zod";
import { integrityOf } from "../../load/integrity.ts";
import { STATEMENT_TYPE } from "../../signing/file-statement.ts";
import { verify } from "../../signing/verify.ts";
import { packageStatement, sha512Of } from "../package-statement.ts";
import type { OpenRegistry } from "./open-registry.ts";
import { RegistryPackument, RevokedList } from "./registry-files.ts";
import { registryPaths } from "./registry-paths.ts";
import { revokedBecause } from "./revoked-because.ts";

/** A version that a registry offers. */
export interface OfferedVersion {
  readonly version: string;
  readonly integrity: string;
  readonly publisherName: string;
  readonly publishedAt: string | null;
  readonly changelog: string | null;
}

/** An archive whose hash, signature and standing were verified; what is in it was not looked at yet. */
export interface FetchedPackage extends OfferedVersion {
  readonly archive: Uint8Array;
  /** Path in the registry. */
  readonly path: string;
  /** Of the key that signed it. */
  readonly publisher: string;
}

/** The version of a package that is meant, or null where the registry has no such package. Throws `plugin_unavailable` where it has no such version. */
export async function offeredVersion(
  open: OpenRegistry,
  registry: string,
  name: string,
  range: string | null,
): Promise<OfferedVersion | null> {
  const bytes = await open.read(registryPaths.packument(name));
  if (!bytes) return null;
  const packument = parsed(RegistryPackument, bytes, name, "its description");
  const strangers = Object.entries(packument.versions).find(([key, one]) => one.name !== name || one.version !== key);
  if (packument.name !== name || strangers)
    throw unverified(name, `what the registry says of it is about ${strangers?.[1].name ?? packument.name}`);
  const version = chosen(packument, range);
  if (version === null) throw noSuchVersion(name, range, registry, Object.keys(packument.versions));
  const { dist, aperture } = packument.versions[version]!;
  return {
    version,
    integrity: dist.integrity,
    publisherName: aperture.publisher,
    publishedAt: packument.time[version] ?? null,
    changelog: aperture.changelog,
  };
}

/** Fetches and verifies an archive. Throws `plugin_verification_failed`, `plugin_source_failed`. */
export async function fetchPackage(open: OpenRegistry, name: string, offered: OfferedVersion): Promise<FetchedPackage> {
  const { version } = offered;
  const path = registryPaths.archive(name, version);
  const why = revokedBecause((await readRevoked(open)).revoked, name, version);
  if (why !== null) throw unverified(`${name} ${version}`, `the registry took it back: ${why}`);
  const archive = await open.read(path);
  const signature = await open.read(registryPaths.signature(name, version));
  if (!archive) throw unverified(`${name} ${version}`, "the registry's metadata names no archive of it");
  if (integrityOf(archive) !== offered.integrity)
    throw unverified(`${name} ${version}`, "its archive has another hash than its description says");
  if (!signature) throw unverified(`${name} ${version}`, "nobody signed it");
  return { ...offered, archive, path, publisher: signerOf(signature, name, version, archive) };
}

function signerOf(signature: Uint8Array, name: string, version: string, archive: Uint8Array): string {
  const statement = packageStatement("archive", name, version, sha512Of(archive));
  try {
    return verify(signature, statement, STATEMENT_TYPE).fingerprint;
  } catch (error) {
    if (!ApertureError.is(error)) throw error;
    throw unverified(`${name} ${version}`, `its publisher's signature does not hold: ${error.message}`, error);
  }
}

/** What nobody may install any more. */
export async function readRevoked(open: OpenRegistry): Promise<RevokedList> {
  const bytes = await open.read(registryPaths.revoked);
  if (!bytes) throw unverified("the registry", `its metadata names no ${registryPaths.revoked}`);
  return parsed(RevokedList, bytes, "the registry", registryPaths.revoked);
}

function chosen(packument: RegistryPackument, range: string | null): string | null {
  const all = Object.keys(packument.versions);
  if (range !== null && Object.hasOwn(packument.versions, range)) return range;
  const offered = all.filter((version) => packument.versions[version]!.aperture.yanked === null);
  const { latest } = packument["dist-tags"];
  if (range === null && offered.includes(latest)) return latest;
  if (range !== null) return maxSatisfying(offered, range);
  return offered.filter((version) => prerelease(version) === null).sort(rcompare)[0] ?? null;
}

export function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array, name: string, what: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch (error) {
    throw unverified(name, `${what} is not as a registry has it`, error);
  }
}

/** `plugin_verification_failed`: of what, and why. */
export const unverified = (name: string, reason: string, cause?: unknown): ApertureError =>
  new ApertureError("plugin_verification_failed", { name, reason }, cause === undefined ? {} : { cause });

function noSuchVersion(name: string, range: string | null, registry: string, versions: string[]): ApertureError {
  const newest = versions.sort(rcompare).slice(0, 5).join(", ");
  return new ApertureError("plugin_unavailable", {
    name: range === null ? name : `${name}@${range}`,
    registries: registry,
    nearest: newest === "" ? "" : `; there is ${newest}`,
  });
}
