import type { Git } from "./git.ts";

/** Keys that name a program which git would run on a working tree's files. */
const commands = /^(?:filter|diff|merge)\..+\.(?:clean|smudge|process|textconv|command|driver)$/i;
const switches = /^(?:filter|diff)\..+\.(?:required|cachetextconv)$/i;

export interface Disarmed {
  /** `GIT_CONFIG_COUNT` and so on: every such program is nothing. As environment, for their names may hold anything. */
  readonly env: Readonly<Record<string, string>>;
  /** The repository says that its working tree is somewhere else: files that are none of the project's would be read. */
  readonly hasForeignTree: boolean;
}

/**
 * What a repository's own configuration would run on files as they are read (`filter.*.clean` with status and diff). There is no switch
 * for all of them, so each is found and set to nothing.
 */
export async function disarm(git: Git, project: string, signal: AbortSignal): Promise<Disarmed> {
  const { text } = await git(project, ["config", "--list", "--null", "--name-only", "--includes"], { signal });
  const keys = [...new Set(text.split("\0"))];
  const set = keys.flatMap((key) => (commands.test(key) ? [[key, ""]] : switches.test(key) ? [[key, "false"]] : []));
  const entries = set.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    env: Object.fromEntries([...entries, ["GIT_CONFIG_COUNT", String(set.length)]]),
    hasForeignTree: keys.some((key) => key.toLowerCase() === "core.worktree"),
  };
}
