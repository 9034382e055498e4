import { ApertureError, type CapabilityOutput, type CapabilityRead } from "@aperture/sdk";
import { holdsSecrets } from "../files/readable.ts";
import type { Git } from "./git.ts";
import { historyPath } from "./history-path.ts";

/** A path whose text may be shown. Throws `file_refused` where its name says that it holds secrets. */
export function shownPath(path: string): string {
  if (holdsSecrets(historyPath(path)))
    throw new ApertureError("file_refused", {
      path: path.slice(0, 300),
      reason: "its name says that it holds secrets",
    });
  return path;
}

/** A file as it was in a commit. */
export function show(
  git: Git,
  project: string,
  { commit, path }: CapabilityRead<"history.show">,
  signal: AbortSignal,
): Promise<CapabilityOutput<"history.show">> {
  // cat-file runs neither filters nor textconv unless it is told to.
  return git(project, ["cat-file", "blob", `${commit}:./${shownPath(path)}`], { signal });
}
