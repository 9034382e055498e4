import { ApertureError } from "@aperture/sdk";
import { SourceTrouble } from "../remote/source-trouble.ts";
import type { SourceParts } from "../source-parts.ts";
import { remoteCommit } from "./fetch-commit.ts";
import { type GitQuestion, resolveGit } from "./resolve-git.ts";

/** The version that a branch or tag holds now; null where it stands at the commit that is installed. */
export async function newestInGit(
  parts: SourceParts,
  { address, ref, resolved, signal }: GitQuestion & { readonly resolved: string | null },
): Promise<string | null> {
  try {
    const commit = await remoteCommit({ program: parts.git, address, ref, ms: parts.limits.fileMs, signal });
    if (commit === null || commit === resolved) return null;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof SourceTrouble)) throw error;
    throw new ApertureError("plugin_source_failed", { registry: address, reason: error.message }, { cause: error });
  }
  const { found } = await resolveGit(parts, { address, ref, signal, spec: address });
  return found.manifest.version;
}
