import { ApertureError, type CapabilityOutput } from "@aperture/sdk";
import type { Disarmed } from "./disarm.ts";
import type { Git } from "./git.ts";

type State = CapabilityOutput<"history.status">;
type Changed = State["changed"][number]["state"];

const MOST = 5_000;

/** Throws `history_unreadable` where the repository's working tree is not the project. */
export function checkTree(project: string, { hasForeignTree }: Disarmed): void {
  if (hasForeignTree)
    throw new ApertureError("history_unreadable", {
      project,
      reason: "the repository says that its files are elsewhere",
    });
}

/** What is not committed in the project's folder. */
export async function status(git: Git, project: string, disarmed: Disarmed, signal: AbortSignal): Promise<State> {
  checkTree(project, disarmed);
  const args = ["status", "--porcelain=v2", "-z", "--branch", "--untracked-files=normal", "--ignore-submodules=all"];
  const { text } = await git(project, [...args, "--no-renames", "--no-ahead-behind", "--", "."], {
    signal,
    env: disarmed.env,
  });
  const prefix = await git(project, ["rev-parse", "--show-prefix"], { signal });
  return readStatus(text, prefix.text.replace(/\n$/, ""));
}

/** Porcelain v2 with -z: paths are from the repository's root; `prefix`: the project's folder in it. */
export function readStatus(text: string, prefix: string): State {
  const state: State = { branch: null, head: null, changed: [] };
  for (const entry of text.split("\0")) {
    if (entry.startsWith("# branch.head ")) state.branch = nullWhere(entry.slice(14), "(detached)");
    else if (entry.startsWith("# branch.oid ")) state.head = nullWhere(entry.slice(13), "(initial)");
    else if (entry.startsWith("? ")) add(entry.slice(2), "untracked");
    // `1 XY sub mH mI mW hH hI path`; an unmerged one has two more.
    else if (entry.startsWith("1 ")) add(entry.split(" ").slice(8).join(" "), stateOf(entry.slice(2, 4)));
    else if (entry.startsWith("u ")) add(entry.split(" ").slice(10).join(" "), "modified");
  }
  return state;

  function add(path: string, changed: Changed): void {
    if (path.startsWith(prefix) && state.changed.length < MOST)
      state.changed.push({ path: path.slice(prefix.length), state: changed });
  }
}

function stateOf(xy: string): Changed {
  if (xy.includes("D")) return "deleted";
  return xy.includes("A") ? "added" : "modified";
}

const nullWhere = (text: string, none: string): string | null => (text === none ? null : text);
