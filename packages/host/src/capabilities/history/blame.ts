import type { CapabilityOutput, CapabilityRead } from "@aperture/sdk";
import type { Git } from "./git.ts";
import { shownPath } from "./show.ts";

type Lines = CapabilityOutput<"history.blame">["lines"];

const MOST_LINES = 5_000;

/** Who wrote which line, as committed. */
export async function blame(
  git: Git,
  project: string,
  { path, first, last }: CapabilityRead<"history.blame">,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<CapabilityOutput<"history.blame">> {
  const end = Math.min(Math.max(first, last), first + MOST_LINES - 1);
  const args = ["blame", "--line-porcelain", "--no-textconv", "-L", `${first},${end}`, "HEAD", "--", shownPath(path)];
  const { text } = await git(project, args, { signal, env, mostBytes: 8 * 1_048_576 });
  return { lines: readBlame(text) };
}

/** `--line-porcelain`: a line with the hash and the numbers, lines of facts, and the text behind a tab. */
export function readBlame(text: string): Lines {
  const lines: Lines = [];
  let hash = "";
  let line = 0;
  let author = "";
  let at = "";
  for (const entry of text.split("\n")) {
    const start = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(entry);
    if (entry.startsWith("\t")) lines.push({ line, hash, author, at, text: entry.slice(1) });
    else if (start) [hash, line] = [start[1]!, Number(start[2])];
    else if (entry.startsWith("author ")) author = entry.slice(7);
    else if (entry.startsWith("author-time ")) at = new Date(Number(entry.slice(12)) * 1_000).toISOString();
  }
  return lines;
}
