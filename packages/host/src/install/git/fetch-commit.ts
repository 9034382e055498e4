import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageLimits } from "../../load/package-limits.ts";
import { refused } from "../../load/refused.ts";
import { SourceTrouble } from "../remote/source-trouble.ts";
import { workFolder } from "../work-folder.ts";
import { type RunGit, runGit } from "./run-git.ts";

export interface GitPlace {
  readonly program: string;
  readonly address: string;
  /** Branch, tag or commit; null: what the repository shows first. */
  readonly ref: string | null;
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
}

/** Bytes that a repository may send or hold: a package is a part of it. */
const MOST = 4 * packageLimits.bytes;
const MOST_FILES = 10 * packageLimits.files;

/** Fetches one commit of a repository into a folder that `work` gets to see, and that is gone afterwards. Throws SourceTrouble. */
export async function fetchCommit<T>(
  place: GitPlace,
  work: (found: { folder: string; commit: string }) => Promise<T>,
): Promise<T> {
  const { address, ref } = place;
  const { path: home, remove } = workFolder("git");
  const growth = new AbortController();
  const watch = setInterval(() => {
    if (packBytes(home) > MOST) growth.abort(new SourceTrouble(`it sends more than ${MOST / 1_048_576} MB`));
  }, 200);
  const parts = runOptions(place, home, growth.signal);
  const git = (...args: string[]): Promise<Buffer> => runGit(["-C", join(home, "repo"), ...args], parts);
  try {
    await runGit(["init", "--quiet", "repo"], parts);
    await git(
      "fetch",
      "--quiet",
      "--depth=1",
      "--no-tags",
      "--no-recurse-submodules",
      "--end-of-options",
      address,
      ref ?? "HEAD",
    );
    const commit = (await git("rev-parse", "--verify", "FETCH_HEAD^{commit}")).toString("utf8").trim();
    checkTree(await git("ls-tree", "-r", "-l", "-z", "--full-tree", commit), address);
    await git("checkout", "--quiet", "--force", "--detach", commit, "--");
    return await work({ folder: join(home, "repo"), commit });
  } finally {
    clearInterval(watch);
    remove();
  }
}

/** The commit that a branch or tag stands at now; null for a commit itself, or where there is no such ref. */
export async function remoteCommit(place: GitPlace): Promise<string | null> {
  const { path: home, remove } = workFolder("git");
  try {
    const ref = place.ref ?? "HEAD";
    const listed = await runGit(
      ["ls-remote", "--quiet", "--end-of-options", place.address, ref, `${ref}^{}`],
      runOptions(place, home),
    );
    const lines = listed.toString("utf8").split("\n").filter(Boolean);
    // A tag with a message is an object of its own; `^{}` is the commit that it names.
    const line = lines.find((each) => each.endsWith("^{}")) ?? lines[0];
    return line ? line.split("\t")[0]! : null;
  } finally {
    remove();
  }
}

function runOptions({ program, address, ms, signal }: GitPlace, home: string, more?: AbortSignal): RunGit {
  const signals = [signal, more].filter((each) => each !== undefined);
  const protocol = new URL(address).protocol.slice(0, -1) as RunGit["protocol"];
  return {
    program,
    home,
    protocol,
    ms,
    signal: signals.length > 0 ? AbortSignal.any(signals) : new AbortController().signal,
  };
}

/** Looked at before anything of it is written: git would write links, and files that a name makes dangerous, as they stand. */
function checkTree(listing: Buffer, address: string): void {
  const source = address;
  let bytes = 0;
  const entries = listing.toString("utf8").split("\0").filter(Boolean);
  if (entries.length > MOST_FILES) throw refused(source, `it has more than ${MOST_FILES} files`);
  for (const entry of entries) {
    const [head = "", path = ""] = entry.split("\t", 2);
    const [mode, , , size] = head.split(/ +/);
    if (mode === "120000")
      throw refused(source, `${JSON.stringify(path)} is a symbolic link; a package has plain files only`);
    if (mode === "160000")
      throw refused(source, `${JSON.stringify(path)} is a submodule; a package has plain files only`);
    bytes += Number(size);
    if (bytes > MOST) throw refused(source, `it holds more than ${MOST / 1_048_576} MB`);
  }
}

function packBytes(home: string): number {
  const folder = join(home, "repo", ".git", "objects", "pack");
  try {
    return readdirSync(folder).reduce(
      (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  } catch {
    return 0;
  }
}
