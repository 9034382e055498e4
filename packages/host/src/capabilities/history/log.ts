import type { CapabilityOutput, CapabilityRead } from "@aperture/sdk";
import type { Git } from "./git.ts";
import { historyPath } from "./history-path.ts";

type Commits = CapabilityOutput<"history.log">["commits"];

/** Files that are told of one commit. */
const MOST_FILES = 500;
const hash = /^[0-9a-f]{40,64}$/;
/** Two empty fields, which stand nowhere else, before each commit. */
const format = "%x00%x00%H%x00%an%x00%aI%x00%s";

/** Commits of the project's folder, newest first. */
export async function log(
  git: Git,
  project: string,
  { path, from, limit }: Pick<CapabilityRead<"history.log">, "path" | "from" | "limit">,
  signal: AbortSignal,
): Promise<Commits> {
  const args = ["log", `--max-count=${limit}`, `--format=${format}`, "-z", "--name-only", "--relative", "--no-renames"];
  const plain = ["--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes", "--diff-merges=first-parent"];
  const paths = path === undefined ? ["."] : [historyPath(path)];
  const { text } = await git(project, [...args, ...plain, "--full-diff", "--end-of-options", from, "--", ...paths], {
    signal,
  });
  return readLog(text);
}

/** Fields by place, for an author or a subject may be empty; then names until the next commit. */
export function readLog(text: string): Commits {
  const fields = text.split("\0");
  const starts = fields.flatMap((field, index) =>
    index >= 2 && hash.test(field) && fields[index - 1] === "" && fields[index - 2] === "" ? [index] : [],
  );
  return starts.flatMap((start, index) => {
    const [commit, author, at, subject] = fields.slice(start, start + 4);
    if (commit === undefined || at === undefined || subject === undefined) return [];
    const rest = fields.slice(start + 4, starts[index + 1] ?? fields.length);
    // With -z the names begin behind a line break.
    const files = rest.map((name) => name.replace(/^\n/, "")).filter((name) => name !== "");
    return [{ hash: commit, author: author ?? "", at, subject, files: files.slice(0, MOST_FILES) }];
  });
}
