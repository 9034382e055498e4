import type { CompressInput } from "../contract.ts";
import type { Draft } from "./draft.ts";
import { isTelling, termsOf } from "./terms.ts";

const hunkHead = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/;
/** Names of a hunk that are said. */
const mostNames = 14;

interface Hunk {
  readonly head: string;
  readonly added: string[];
  readonly removed: string[];
}

/** A unified diff: files and hunk heads, with the names that only one side has. */
export function draftDiff(input: CompressInput): Draft | null {
  const lines = input.text.split("\n");
  if (!lines.some((line) => hunkHead.test(line)) || !lines.some((line) => /^\+\+\+ |^diff --git /.test(line)))
    return null;
  const out: string[] = [];
  let hunk: Hunk | undefined;
  let files = 0;
  const close = () => {
    if (hunk) out.push(`${hunk.head}: ${changesOf(hunk)}`);
    hunk = undefined;
  };
  for (const [index, line] of lines.entries()) {
    const file = fileOf(line, lines[index + 1]);
    const isOldName = line.startsWith("--- ") && lines[index + 1]?.startsWith("+++ ");
    if (file !== null || isOldName || line.startsWith("diff --git ")) close();
    if (file !== null) {
      files++;
      out.push(file);
    } else if (hunkHead.test(line)) {
      close();
      hunk = { head: line.slice(0, 200), added: [], removed: [] };
    } else if (hunk && line.startsWith("+")) hunk.added.push(line.slice(1));
    else if (hunk && line.startsWith("-")) hunk.removed.push(line.slice(1));
    else if (!hunk && saying.test(line)) out.push(line.slice(0, 300));
  }
  close();
  return {
    content: "diff",
    indexed: lines.filter((line) => !fileHead.test(line)).join("\n"),
    title: `changes of ${files} files, ${lines.length} lines`,
    lines: out,
    note: `changes of ${files} files: names kept`,
  };
}

/** Lines of a file's head: they name again what is said already. */
const fileHead = /^(?:diff --git |index [0-9a-f]|--- |\+\+\+ |@@ )/;
/** Renames, new and deleted files, and what stands before the first file: a commit's head and message. */
const saying = /^(?:rename |new file|deleted file|Binary files|commit |Author:|Date:|Subject:| {4}\S)/;

/** `src/a.ts` of `+++ b/src/a.ts`; of a deleted file, of `--- a/src/a.ts`. */
function fileOf(line: string, next: string | undefined): string | null {
  if (line.startsWith("+++ ") && !line.startsWith("+++ /dev/null")) return pathIn(line);
  return line.startsWith("--- ") && next?.startsWith("+++ /dev/null") ? pathIn(line) : null;
}

function pathIn(line: string): string {
  return line
    .slice(4)
    .replace(/^[ab]\//, "")
    .replace(/\t.*$/, "");
}

function changesOf({ added, removed }: Hunk): string {
  const before = namesOf(removed);
  const after = namesOf(added);
  const gone = [...before].filter((name) => !after.has(name)).slice(0, mostNames);
  const come = [...after].filter((name) => !before.has(name)).slice(0, mostNames);
  const names = [...gone.map((name) => `-${name}`), ...come.map((name) => `+${name}`)];
  return [`+${added.length} −${removed.length}`, ...names].join(" ");
}

function namesOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => termsOf(line.slice(0, 1_000))).filter(isTelling));
}
