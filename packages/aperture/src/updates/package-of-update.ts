import type { PackageSources, ResolvedPackage } from "@aperture/host/install/package-sources";
import { ApertureError, type Provenance, type StartUpdate } from "@aperture/sdk";
import { valid } from "semver";

/** Kinds of which somebody can be asked what is newer. */
const listed: ReadonlySet<Provenance["kind"]> = new Set(["bundled", "aperture", "npm", "git"]);

/** Whether anybody could have a newer version than this one. */
export const hasSource = ({ kind }: Provenance): boolean => listed.has(kind);

interface Wanted extends Pick<StartUpdate, "version" | "spec"> {
  readonly plugin: string;
  readonly provenance: Provenance;
  readonly installed: string;
  readonly signal: AbortSignal;
}

/**
 * The package that an update is about: what somebody names, else the newest that its source has. Null: there is nothing newer. What was asked for
 * once (`auto-test-staging@^1`) goes on being what is asked for, unless another source is named now. Throws `plugin_changed` where what is there is not
 * the version that was named.
 */
export async function packageOfUpdate(
  sources: Pick<PackageSources, "resolve" | "newest">,
  { plugin, provenance, installed, version, spec, signal }: Wanted,
): Promise<ResolvedPackage | null> {
  if (spec !== undefined) return ofVersion(plugin, await sources.resolve(spec, { signal }), version);
  if (!hasSource(provenance))
    throw new ApertureError("invalid_input", {
      detail: `spec: it came from ${provenance.from}, and nobody can be asked for another version; say where it is`,
    });
  const newest = version === undefined ? await sources.newest(provenance, installed, signal) : null;
  if (version === undefined && !newest) return null;
  const resolved = newest
    ? await sources.resolve(newest.spec, { signal, ...(newest.registry === null ? {} : { registry: newest.registry }) })
    : await sources.resolve(specOf(provenance, version!), { signal, ...registryOf(provenance) });
  return ofVersion(plugin, { ...resolved, provenance: { ...resolved.provenance, spec: provenance.spec } }, version);
}

/** A folder or a branch holds one version; whoever named another one was shown something else. */
function ofVersion(plugin: string, resolved: ResolvedPackage, version: string | undefined): ResolvedPackage {
  if (version === undefined || resolved.found.manifest.version === version) return resolved;
  throw new ApertureError("plugin_changed", { plugin });
}

/** What gets a version: `npm:@scope/name@^1` of version 1.2.3 is `npm:@scope/name@1.2.3`. */
function specOf({ spec, kind }: Provenance, version: string): string {
  if (valid(version) === null)
    throw new ApertureError("invalid_input", { detail: `version: ${version} is no version, such as 1.2.0` });
  // What the branch or tag holds now: whether it is that version, its manifest says.
  if (kind === "git") return spec;
  const range = spec.indexOf("@", /^(?:npm:)?@/.exec(spec)?.[0].length ?? 1);
  return `${range < 0 ? spec : spec.slice(0, range)}@${version}`;
}

const registryOf = ({ kind, from }: Provenance): { registry?: string } => (kind === "git" ? {} : { registry: from });
