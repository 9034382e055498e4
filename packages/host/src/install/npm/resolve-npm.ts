import { ApertureError } from "@aperture/sdk";
import { admitPackage } from "../../load/admit-package.ts";
import { integrityOf } from "../../load/integrity.ts";
import { packageLimits } from "../../load/package-limits.ts";
import { readTarball } from "../../load/read-tarball.ts";
import { refuseWebPage } from "../remote/refuse-web-page.ts";
import { SourceTrouble } from "../remote/source-trouble.ts";
import { signedInside } from "../signed-inside.ts";
import type { FoundPackage, SourceParts } from "../source-parts.ts";
import { type NpmOffer, type NpmQuestion, offeredByNpm } from "./offered-by-npm.ts";

/** A plugin from an npm registry: nothing of it is run or installed, and it has to be whole without dependencies. */
export async function resolveNpm(
  parts: SourceParts,
  question: NpmQuestion & { readonly spec: string; readonly progress?: ((says: string) => void) | undefined },
): Promise<FoundPackage> {
  const { spec, name, progress } = question;
  progress?.(`asking for ${spec}`);
  const offer = await offeredByNpm(parts, question);
  const { version, resolved, integrity, registry, publishedAt } = offer;
  progress?.(`fetching ${name} ${version}`);
  const archive = await fetchArchive(parts, offer, question.signal);
  const source = `${name}-${version}.tgz`;
  if (integrityOf(archive) !== integrity) {
    const reason = "its archive has another hash than the registry says";
    throw new ApertureError("plugin_verification_failed", { name: `${name} ${version}`, reason });
  }
  const found = admitPackage(await readTarball(archive, source), source, "tarball");
  const { manifest } = found;
  if (manifest.version !== version) {
    const reason = `what is in it calls itself ${manifest.name} ${manifest.version}`;
    throw new ApertureError("plugin_verification_failed", { name: `${name} ${version}`, reason });
  }
  const publisher = signedInside(found);
  return {
    found,
    provenance: {
      spec,
      kind: "npm",
      from: registry,
      resolved,
      archive: integrity,
      publisher,
      publisherName: publisher === null ? null : (manifest.author ?? null),
      publishedAt,
    },
    changelog: null,
    warnings: [
      ...(publisher === null
        ? ["nobody signed it: only the npm registry says that it is what its author published"]
        : []),
      ...(isOpen(resolved) ? ["it came over a connection that anybody on the way can change (http)"] : []),
      ...(name.split("/").at(-1) === manifest.name
        ? []
        : [`the npm package ${name} brings a plugin named ${manifest.name}`]),
    ],
  };
}

/** To this machine itself nothing is on the way. */
const isOpen = (address: string): boolean => {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
};

async function fetchArchive(
  { read, limits }: SourceParts,
  { resolved, registry }: NpmOffer,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    const bytes = await read(resolved, "", { most: packageLimits.archive, ms: limits.archiveMs, signal });
    refuseWebPage(bytes);
    return bytes;
  } catch (error) {
    if (!(error instanceof SourceTrouble)) throw error;
    throw new ApertureError("plugin_source_failed", { registry, reason: error.message }, { cause: error });
  }
}
