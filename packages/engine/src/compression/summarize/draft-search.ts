import type { CompressInput } from "../contract.ts";
import type { Draft } from "./draft.ts";
import { pathOf } from "./path-of.ts";
import { isTelling, termsOf } from "./terms.ts";

/** `src/a.ts:12:text` of grep and ripgrep, also with `-12-` for context. */
const match = /^([^\s:]{1,300}?)([:-])(\d{1,7})\2(.*)$/;
/** `12:text`, where the call named the one file that was searched. */
const matchInFile = /^(\d{1,7})([:-])(.*)$/;
/** What stands before the number is a path and no date. */
const path = /[A-Za-z].*[./\\]|[./\\].*[A-Za-z]/;
const smallestShare = 0.6;
const longestText = 140;
/** Matches of a file that are shown with their text; of the others the line numbers are. */
const shownShare = 0.35;
const fewestShown = 2;

interface Found {
  readonly line: string;
  readonly text: string;
}

interface Hit extends Found {
  readonly file: string;
  readonly isContext: boolean;
}

/** Results of a search: every file and line number, the text of those matches that say most. */
export function draftSearch(input: CompressInput): Draft | null {
  const lines = input.text.split("\n").filter((line) => line !== "" && line !== "--");
  const files = new Map<string, Found[]>();
  const others: string[] = [];
  const onlyFile = pathOf(input);
  for (const line of lines) {
    const hit = readHit(line.slice(0, 2_000), onlyFile);
    if (!hit) others.push(line);
    else if (!hit.isContext) addTo(files, hit.file, hit);
  }
  if (others.length > lines.length * (1 - smallestShare) || files.size === 0) return null;
  const frequency = frequencies(files);
  const out = others.slice(0, 12).map((line) => line.slice(0, 300));
  for (const [file, found] of files) {
    const shown = best(found, frequency);
    out.push(file);
    out.push(
      ...found.filter((each) => shown.has(each)).map((each) => `  ${each.line}: ${each.text.slice(0, longestText)}`),
    );
    const rest = found.filter((each) => !shown.has(each)).map((each) => each.line);
    if (rest.length > 0) out.push(`  also: ${rest.join(", ")}`);
  }
  const count = [...files.values()].reduce((sum, found) => sum + found.length, 0);
  return {
    content: "search",
    title: `matches of a search: ${count} in ${files.size} files`,
    lines: out,
    indexed: [...files.values()].flatMap((found) => found.map((each) => each.text)).join("\n"),
    note: `${count} matches in ${files.size} files: places kept, some texts left out`,
  };
}

function readHit(line: string, onlyFile: string | undefined): Hit | null {
  const [, file, separator, number, text] = match.exec(line) ?? [];
  if (file !== undefined && path.test(file)) {
    return { file, line: number!, text: text!.trim(), isContext: separator === "-" };
  }
  const [, onlyNumber, onlySeparator, onlyText] = (onlyFile && matchInFile.exec(line)) || [];
  if (onlyNumber === undefined) return null;
  return { file: onlyFile!, line: onlyNumber, text: onlyText!.trim(), isContext: onlySeparator === "-" };
}

function addTo(files: Map<string, Found[]>, file: string, found: Found): void {
  const before = files.get(file);
  if (before) before.push(found);
  else files.set(file, [found]);
}

function frequencies(files: ReadonlyMap<string, readonly Found[]>): ReadonlyMap<string, number> {
  const frequency = new Map<string, number>();
  for (const found of files.values())
    for (const { text } of found)
      for (const term of new Set(termsOf(text.slice(0, longestText))))
        frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return frequency;
}

/** The matches with the rarest names. */
function best(found: readonly Found[], frequency: ReadonlyMap<string, number>): ReadonlySet<Found> {
  const count = Math.max(fewestShown, Math.ceil(found.length * shownShare));
  const score = (each: Found) =>
    [...new Set(termsOf(each.text.slice(0, longestText)))]
      .filter(isTelling)
      .reduce((sum, term) => sum + 1 / frequency.get(term)!, 0);
  const scored = found.map((each) => ({ each, score: score(each) })).sort((one, other) => other.score - one.score);
  return new Set(scored.slice(0, count).map(({ each }) => each));
}
