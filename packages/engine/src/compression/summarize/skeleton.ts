import { type Language, Parser, type Tree } from "web-tree-sitter";
import type { Skeleton } from "../contract.ts";
import { linesHolding } from "./keep-lines.ts";
import { headsOf } from "./language-heads.ts";
import { type LanguageName, languageOf, largestOutlined } from "./language-of.ts";
import { type Outline, type OutlineEntry, outlineOf } from "./outline.ts";

/**
 * The parser reports after every so many steps. Of 1,500 files in eight languages the median needs one report per 170
 * characters, the most one per 50. Counted, not timed: the same text always gives the same outline. This does not stop all:
 * 3,000 characters of `//*` as Python take a second and 400 MB between few reports, so callers parse where it can be ended.
 */
const reports = { least: 200, perCharacter: 0.03, most: 2_000 };
/** Where less of the code belongs to declarations, an outline would hide what the file is about. */
const smallestCover = 0.4;
/** Characters of a line that neighbours share. */
const longestShared = 400;

/**
 * What a trap left behind, in the WebAssembly module that all of the thread shares. Nothing may be freed in it any more: the
 * library's finalizers would trap again, outside of every try, and end the thread. So these are held on to for ever.
 */
const held: unknown[] = [];

export interface SkeletonDependencies {
  /** The parser's module trapped: it gives no outline any more, here or anywhere in this thread. */
  readonly trapped?: (error: unknown) => void;
}

/**
 * Outlines by tree-sitter. `languages` may fill up later: a language that is not there gives null. They come from
 * `loadGrammar`, which starts the parser.
 */
export function createSkeleton(
  languages: ReadonlyMap<LanguageName, Language>,
  dependencies: SkeletonDependencies = {},
): Skeleton {
  let parser: Parser | undefined;

  function parse(code: string, language: Language): Tree | null {
    parser ??= new Parser();
    parser.setLanguage(language);
    let count = 0;
    const most = Math.min(reports.most, reports.least + code.length * reports.perCharacter);
    const tree = parser.parse(code, null, { progressCallback: () => ++count > most });
    if (!tree) parser.reset();
    return tree;
  }

  function outline(code: string, name: LanguageName, language: Language): Outline | null {
    if (held.length > 0) return null;
    let tree: Tree | null = null;
    try {
      tree = parse(code, language);
      const found = tree && outlineOf(tree.rootNode, code, headsOf[name]);
      tree?.delete();
      return found;
    } catch (error) {
      held.push(parser, tree);
      dependencies.trapped?.(error);
      return null;
    }
  }

  return function skeleton(code, path, keep, firstLine = 1) {
    const name = path === undefined || code.length > largestOutlined ? undefined : languageOf(path);
    const language = name && languages.get(name);
    const found = name && language ? outline(code, name, language) : null;
    if (!found || found.covered < code.length * smallestCover) return null;
    return written(found.entries, code.split("\n"), keep, firstLine);
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
