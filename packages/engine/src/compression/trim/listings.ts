import { keptLines } from "./kept-lines.ts";
import { counted, notice } from "./notice.ts";
import type { Trimmer } from "./trimming.ts";
import { vendoredFolder } from "./vendored-folder.ts";

/** A shared beginning is told once from this many paths and this length on. */
const SHARED_FROM = 6;
const SHARED_LENGTH = 12;
/** Neighbouring files of one folder beyond this many are counted. */
const SIBLINGS = 120;
const FIRST = 60;

/** Paths without the beginning they share, files of dependencies and caches counted by folder. */
export const trimListing: Trimmer = (input) => {
  const lines = input.text.split("\n");
  const kept = keptLines(input.text, lines, input.keep);
  const { written, leftOut } = countFolders(lines, kept);
  const shared = sharedBeginning(written);
  const text = (shared === "" ? written : withoutBeginning(written, shared, input.keep ?? [])).join("\n");
  if (leftOut === 0 && shared === "") return null;
  return { text, note: leftOut > 0 ? `${counted(leftOut, "path")} left out` : `paths below ${shared} shortened` };
};

function countFolders(
  lines: readonly string[],
  kept: Uint8Array,
): { readonly written: string[]; readonly leftOut: number } {
  const written: string[] = [];
  let leftOut = 0;
  for (let line = 0; line < lines.length; ) {
    const start = line;
    const vendored = vendoredFolder(lines[line]!);
    const folder = vendored ?? folderOf(lines[line]!);
    const inFolder = vendored === null ? folderOf : vendoredFolder;
    while (line < lines.length && !kept[line] && inFolder(lines[line]!) === folder) line += 1;
    const first = vendored === null ? FIRST : 1;
    const count = line - start - first;
    const isMany = vendored === null ? line - start > SIBLINGS && folder !== "" : count > 1;
    if (line === start) line += 1;
    const stays = isMany ? start + first : line;
    for (let index = start; index < stays; index += 1) written.push(lines[index]!);
    if (!isMany) continue;
    written.push(notice(`${counted(count, "more path")} in ${folder}`));
    leftOut += count;
  }
  return { written, leftOut };
}

function folderOf(line: string): string {
  return isPath(line) ? line.slice(0, line.lastIndexOf("/") + 1) : "";
}

/** True for a line that is one path and nothing else. */
function isPath(line: string): boolean {
  return line.length <= 1_000 && line.includes("/") && !/[\s:"<>|]/.test(line);
}

/** The folder that most paths begin with, ending in a slash; empty where telling it once gains nothing. */
function sharedBeginning(lines: readonly string[]): string {
  const paths = lines.filter(isPath);
  if (paths.length < SHARED_FROM) return "";
  let shared = folderOf(paths[0]!);
  for (const path of paths) {
    while (shared !== "" && !path.startsWith(shared))
      shared = shared.slice(0, shared.lastIndexOf("/", shared.length - 2) + 1);
  }
  return shared.length >= SHARED_LENGTH ? shared : "";
}

function withoutBeginning(lines: readonly string[], shared: string, keep: readonly string[]): string[] {
  const isKept = (line: string) => keep.some((text) => text !== "" && line.includes(text));
  const shortened = lines.map((line) =>
    isPath(line) && line.length > shared.length && !isKept(line) ? line.slice(shared.length) : line,
  );
  return [notice(`paths without / in front are below ${shared}`), ...shortened];
}
