import type { CapabilityOutput, CapabilityRead } from "@aperture/sdk";
import { holdsSecrets } from "../files/readable.ts";
import type { Disarmed } from "./disarm.ts";
import type { Git } from "./git.ts";
import { historyPath } from "./history-path.ts";
import { checkTree } from "./status.ts";

/** Files of one diff. */
const MOST_FILES = 500;

/** Between two commits, or from one to the files as they are; without those whose names say that they hold secrets. */
export async function diff(
  git: Git,
  project: string,
  { from, to, path }: CapabilityRead<"history.diff">,
  disarmed: Disarmed,
  signal: AbortSignal,
): Promise<CapabilityOutput<"history.diff">> {
  if (to === undefined) checkTree(project, disarmed);
  const plain = ["--no-ext-diff", "--no-textconv", "--no-renames", "--relative", "--ignore-submodules=all"];
  const commits = ["--end-of-options", from, ...(to === undefined ? [] : [to])];
  const paths = path === undefined ? ["."] : [historyPath(path)];
  const options = { signal, env: disarmed.env };
  const names = await git(project, ["diff", "--name-only", "-z", ...plain, ...commits, "--", ...paths], options);
  const files = names.text.split("\0").filter((name) => name !== "" && !holdsSecrets(name));
  if (files.length === 0) return { text: "", truncated: false };
  const shown = await git(project, ["diff", ...plain, ...commits, "--", ...files.slice(0, MOST_FILES)], options);
  return { ...shown, truncated: shown.truncated || names.truncated || files.length > MOST_FILES };
}
