import type { CompressInput } from "../contract.ts";
import { isImportant } from "./important-lines.ts";
import { keptLines } from "./kept-lines.ts";
import { counted, notice } from "./notice.ts";
import { type SearchLine, searchLine } from "./search-line.ts";
import type { Trimmer } from "./trimming.ts";

/** Hits of one file beyond this many are counted, and their lines named. */
const HITS = 40;
/** Line numbers a notice names. */
const NAMED = 40;

/** Hits are grouped by file: the path once, then `12:code` and, around hits, `13-code`. */
export const trimSearch: Trimmer = (input) => {
  const lines = input.text.split("\n");
  const kept = keptLines(input.text, lines, input.keep);
  const known = new Set<string>();
  const read = lines.map((line) => {
    const found = searchLine(line, (path) => known.has(path));
    if (found?.sign === ":") known.add(found.path);
    return found;
  });
  const written: string[] = [];
  const files = new Set<string>();
  let leftOut = 0;
  for (let line = 0; line < lines.length; ) {
    if (!read[line]) {
      // `--` parts groups of lines; the numbers tell as much.
      if (lines[line] !== "--" || kept[line]) written.push(lines[line]!);
      line += 1;
      continue;
    }
    const end = groupEnd(lines, read, kept, line);
    const { path, hits } = group(read, line, end);
    files.add(path);
    if (hits.length === 1) written.push(lines[line]!);
    else leftOut += writeGroup(written, path, hits, { kept, from: line, keep: input.keep });
    line = end;
  }
  const text = written.join("\n");
  const rest = leftOut > 0 ? `, ${counted(leftOut, "hit")} left out` : "";
  return { text, note: `hits grouped by ${counted(files.size, "file")}${rest}` };
};

/** Lines of the same file, `--` between them included; a line of the user's ends a group, because it stays as it is. */
function groupEnd(
  lines: readonly string[],
  read: readonly (SearchLine | null)[],
  kept: Uint8Array,
  start: number,
): number {
  let { path } = read[start]!;
  if (kept[start]) return start + 1;
  let end = start + 1;
  for (let line = start + 1; line < lines.length && !kept[line]; line += 1) {
    const found = read[line];
    if (!found && lines[line] === "--") continue;
    if (!found || !isSamePath(found.path, path)) break;
    if (found.path.length > path.length) path = found.path;
    end = line + 1;
  }
  return end;
}

/** Some tools write hits with short paths and the lines around them with whole ones. */
function isSamePath(one: string, other: string): boolean {
  return one === other || (one.length > other.length ? one.endsWith(`/${other}`) : other.endsWith(`/${one}`));
}

function group(read: readonly (SearchLine | null)[], from: number, to: number) {
  const hits: { readonly found: SearchLine; readonly line: number }[] = [];
  let path = "";
  for (let line = from; line < to; line += 1) {
    const found = read[line];
    if (!found) continue;
    hits.push({ found, line });
    if (found.path.length > path.length) path = found.path;
  }
  return { path, hits };
}

function writeGroup(
  written: string[],
  path: string,
  hits: readonly { readonly found: SearchLine }[],
  { keep = [] }: { readonly kept: Uint8Array; readonly from: number; readonly keep: CompressInput["keep"] },
): number {
  written.push(path);
  const lost: string[] = [];
  for (const [index, { found }] of hits.entries()) {
    const line = `${found.number}${found.sign}${found.code}`;
    if (index < HITS || isImportant(found.code) || keep.some((text) => line.includes(text))) written.push(line);
    else lost.push(found.number);
  }
  if (lost.length === 0) return 0;
  const numbers = lost.slice(0, NAMED).join(", ") + (lost.length > NAMED ? " …" : "");
  written.push(notice(`${counted(lost.length, "more line")} of this file: ${numbers}`));
  return lost.length;
}
