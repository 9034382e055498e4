import type { LibraryKind } from "@aperture/sdk";
import { z } from "zod";
import { readTarball } from "../../load/read-tarball.ts";
import { refused } from "../../load/refused.ts";
import type { ResolvedItem } from "../package-sources.ts";
import type { ApertureRegistries, ApertureRegistry } from "./aperture-registries.ts";
import { fetchPackage, offeredVersion, parsed, unverified } from "./fetch-package.ts";
import type { OpenRegistry } from "./open-registry.ts";
import { packageName } from "./registry-paths.ts";
import { provenanceOf, type Wanted } from "./resolve-plugin.ts";

/** Bytes of a preset, rule or template. */
const MOST = 400_000;

const About = z.object({ name: z.string(), version: z.string() });

export type FoundItem = Omit<ResolvedItem, "signer">;

/** A preset, rule or template of a registry; null where it has none of this name. */
export function resolveItem(
  registries: ApertureRegistries,
  registry: ApertureRegistry,
  kind: LibraryKind,
  { spec, name, range, signal }: Wanted,
): Promise<FoundItem | null> {
  const whole = packageName(kind, name);
  const find = async (open: OpenRegistry): Promise<FoundItem | null> => {
    const offered = await offeredVersion(open, registry.name, whole, range);
    if (!offered) return null;
    const fetched = await fetchPackage(open, whole, offered);
    const { version, changelog } = fetched;
    const text = await textOf(fetched.archive, kind, whole, version);
    return { kind, name, version, text, changelog, provenance: provenanceOf(registry, spec, fetched) };
  };
  return registries.use(registry, find, signal);
}

/** One YAML file and who it is: nothing else belongs into such a package. */
async function textOf(archive: Uint8Array, kind: LibraryKind, name: string, version: string): Promise<string> {
  const source = `${name} ${version}`;
  const files = await readTarball(archive, source);
  const file = `${kind}.yml`;
  const stranger = [...files.keys()].find((path) => path !== file && path !== "package.json");
  if (stranger !== undefined)
    throw refused(source, `${JSON.stringify(stranger)} does not belong into a ${kind}: it is one YAML file`);
  const [about, yaml] = [files.get("package.json"), files.get(file)];
  if (!about || !yaml) throw refused(source, `it has no ${about ? file : "package.json"}`);
  if (yaml.length > MOST) throw refused(source, `its ${file} is larger than ${MOST} bytes`);
  const { name: own, version: ownVersion } = parsed(About, about, source, "its package.json");
  if (own !== name || ownVersion !== version)
    throw unverified(source, `what is in it calls itself ${own} ${ownVersion}`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(yaml);
  } catch (error) {
    throw refused(source, `its ${file} is no UTF-8 text`, error);
  }
}
