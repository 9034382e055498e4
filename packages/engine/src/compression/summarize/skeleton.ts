import { type Language, Parser } from "web-tree-sitter";
import type { Skeleton } from "../contract.ts";
import { linesHolding } from "./keep-lines.ts";
import { headsOf } from "./language-heads.ts";
import { type LanguageName, languageOf } from "./language-of.ts";
import { type OutlineEntry, outlineOf } from "./outline.ts";

/** Characters. A parse takes about 0.4 ms per KB; larger files are generated ones. */
const largestFile = 400_000;
/** The parser reports after every so many steps; honest code needs about one report per 60 characters. */
const reportsPerCharacter = 0.25;
/** Where less of the code belongs to declarations, an outline would hide what the file is about. */
const smallestCover = 0.4;
/** Characters of a line that neighbours share. */
const longestShared = 400;

/**
 * Outlines by tree-sitter. `languages` may fill up later: a language that is not there gives null. `Parser.init()` must have
 * been awaited before the first language is put in.
 */
export function createSkeleton(languages: ReadonlyMap<LanguageName, Language>): Skeleton {
  let parser: Parser | undefined;

  function parse(code: string, language: Language) {
    parser ??= new Parser();
    parser.setLanguage(language);
    let reports = 0;
    const most = 200 + code.length * reportsPerCharacter;
    // Counted, not timed: the same text must always give the same outline.
    const tree = parser.parse(code, null, { progressCallback: () => ++reports > most });
    if (!tree) parser.reset();
    return tree;
  }

  return function skeleton(code, path, keep, firstLine = 1) {
    const name = path === undefined || code.length > largestFile ? undefined : languageOf(path);
    const language = name && languages.get(name);
    if (!name || !language) return null;
    try {
      const tree = parse(code, language);
      if (!tree) return null;
      try {
        const { entries, covered } = outlineOf(tree.rootNode, code, headsOf[name]);
        return covered < code.length * smallestCover ? null : written(entries, code.split("\n"), keep, firstLine);
      } finally {
        tree.delete();
      }
    } catch {
      // A WebAssembly trap leaves the parser in an unknown state; the next call gets a new one.
      parser = undefined;
      return null;
    }
  };
}

function written(
  entries: readonly OutlineEntry[],
  lines: readonly string[],
  keep: readonly string[],
  firstLine: number,
): string {
  const heads = joined(entries).map((entry) => ({
    row: entry.row,
    text: `${"  ".repeat(entry.depth)}${label(entry.row, entry.lastRow, firstLine)} ${entry.text}`,
  }));
  const kept = keptRanges(linesHolding(lines, keep)).map(([row, lastRow]) => ({
    row,
    text: [`${label(row, lastRow, firstLine)}:`, ...lines.slice(row, lastRow + 1)].join("\n"),
  }));
  return [...heads, ...kept]
    .sort((one, other) => one.row - other.row)
    .map((each) => each.text)
    .join("\n");
}

/** `L12`, or `L12-48` for more than one line. */
function label(row: number, lastRow: number, firstLine: number): string {
  return row === lastRow ? `L${row + firstLine}` : `L${row + firstLine}-${lastRow + firstLine}`;
}

function joined(entries: readonly OutlineEntry[]): OutlineEntry[] {
  const out: OutlineEntry[] = [];
  for (const entry of entries) {
    const last = out.at(-1);
    if (
      last?.joins &&
      entry.joins &&
      last.depth === entry.depth &&
      last.text.length + entry.text.length < longestShared
    ) {
      out[out.length - 1] = {
        ...last,
        lastRow: entry.lastRow,
        text: `${last.text}${/[;,)\]]$/.test(last.text) ? " " : "; "}${entry.text}`,
      };
    } else out.push(entry);
  }
  return out;
}

function keptRanges(rows: ReadonlySet<number>): [number, number][] {
  const ranges: [number, number][] = [];
  for (const row of [...rows].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last && last[1] === row - 1) last[1] = row;
    else ranges.push([row, row]);
  }
  return ranges;
}
