import { ApertureError } from "@aperture/sdk";
import { admitPackage } from "../../load/admit-package.ts";
import { readFolder } from "../../load/read-folder.ts";
import { SourceTrouble } from "../remote/source-trouble.ts";
import { signedInside } from "../signed-inside.ts";
import type { FoundPackage, SourceParts } from "../source-parts.ts";
import { fetchCommit } from "./fetch-commit.ts";

export interface GitQuestion {
  readonly address: string;
  readonly ref: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A plugin that stands in a repository, built: nothing of it is run here. */
export async function resolveGit(
  { git, limits }: SourceParts,
  {
    address,
    ref,
    spec,
    signal,
    progress,
  }: GitQuestion & { spec: string; progress?: ((says: string) => void) | undefined },
): Promise<FoundPackage> {
  progress?.(`fetching ${address}`);
  try {
    return await fetchCommit(
      { program: git, address, ref, ms: limits.archiveMs, signal },
      async ({ folder, commit }) => {
        const found = admitPackage(await readFolder(folder), address, "folder");
        const publisher = signedInside(found);
        return {
          found,
          provenance: {
            spec,
            kind: "git",
            from: address,
            resolved: commit,
            archive: null,
            publisher,
            publisherName: publisher === null ? null : (found.manifest.author ?? null),
            publishedAt: null,
          },
          changelog: null,
          warnings:
            publisher === null ? ["nobody signed it: only the repository's server says that it is its author's"] : [],
        };
      },
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof SourceTrouble)) throw error;
    throw new ApertureError("plugin_source_failed", { registry: address, reason: error.message }, { cause: error });
  }
}
