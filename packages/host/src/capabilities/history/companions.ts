import type { CapabilityOutput, CapabilityRead } from "@aperture/sdk";
import type { Git } from "./git.ts";
import { log } from "./log.ts";

/** Commits that are looked at. */
const LOOK_BACK = 200;
/** A commit of more files is a release, a rename or a formatter's: it says nothing about what belongs together. */
const MOST_FILES = 50;

/** Files that changed together with one. */
export async function companions(
  git: Git,
  project: string,
  { path, limit }: Pick<CapabilityRead<"history.files-changed-with">, "path" | "limit">,
  signal: AbortSignal,
): Promise<CapabilityOutput<"history.files-changed-with">> {
  const commits = await log(git, project, { path, from: "HEAD", limit: LOOK_BACK }, signal);
  const counts = new Map<string, number>();
  for (const { files } of commits)
    if (files.length <= MOST_FILES)
      for (const file of files) if (file !== path) counts.set(file, (counts.get(file) ?? 0) + 1);
  const files = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([file, count]) => ({ path: file, commits: count }));
  return { commits: commits.length, files };
}
