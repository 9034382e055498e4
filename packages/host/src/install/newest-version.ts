import type { Provenance } from "@aperture/sdk";
import { gt } from "semver";
import type { ResolvedVersion } from "./package-sources.ts";
import { type ParsedSpec, parseSpec } from "./parse-spec.ts";
import type { SourceParts } from "./source-parts.ts";

/** The newest version that satisfies what was asked for at installation; null where none is newer, or nobody can be asked. */
export async function newestVersion(
  parts: SourceParts,
  provenance: Provenance,
  installed: string,
  signal?: AbortSignal,
): Promise<ResolvedVersion | null> {
  const newest = await ask(parts, provenance, parseSpec(provenance.spec), signal);
  return newest && gt(newest.version, installed) ? newest : null;
}

async function ask(
  parts: SourceParts,
  provenance: Provenance,
  meant: ParsedSpec,
  signal: AbortSignal | undefined,
): Promise<ResolvedVersion | null> {
  const { kind, from, resolved } = provenance;
  if (kind === "linked") return null;
  switch (meant.from) {
    case "registry": {
      const { offeredVersion } = await import("./aperture/fetch-package.ts");
      const registries = await parts.registries();
      const [registry] = registries.named(from);
      const offered = await registries.use(
        registry!,
        (open) => offeredVersion(open, from, meant.name, meant.range),
        signal,
      );
      return offered && { ...offered, spec: `${meant.name}@${offered.version}`, registry: from };
    }
    case "npm": {
      const { offeredByNpm } = await import("./npm/offered-by-npm.ts");
      const { version, publishedAt } = await offeredByNpm(parts, { ...meant, registry: from, signal });
      return { version, publishedAt, changelog: null, spec: `npm:${meant.name}@${version}`, registry: from };
    }
    case "git": {
      const { newestInGit } = await import("./git/newest-in-git.ts");
      const version = await newestInGit(parts, { ...meant, resolved, signal });
      return version === null
        ? null
        : { version, publishedAt: null, changelog: null, spec: provenance.spec, registry: null };
    }
    case "path": {
      const { readLocal } = await import("./local/read-local.ts");
      const { found } = await readLocal(meant.path);
      return { version: found.manifest.version, publishedAt: null, changelog: null, spec: meant.path, registry: null };
    }
  }
}
