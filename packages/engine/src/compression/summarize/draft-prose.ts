import type { CompressInput } from "../contract.ts";
import type { Draft } from "./draft.ts";
import { extract, type Unit } from "./extract.ts";
import { linesHolding } from "./keep-lines.ts";

const share = 0.3;
/** Lines longer than this are read sentence by sentence. */
const longLine = 240;
/** A text of one endless line is still cut somewhere. */
const longestSentence = 600;

/** Prose, Markdown and everything without a form of its own: its headings, first and last sentences, and the ones that say most. */
export function draftProse(input: CompressInput): Draft {
  const lines = input.text.split("\n");
  const held = linesHolding(lines, input.keep);
  const units = lines.flatMap((line, index): Unit[] => {
    if (held.has(index)) return [{ text: line, line: index, claim: "verbatim", bonus: 0 }];
    const bonus = edgeBonus(index, lines.length) + (isHeading(line) ? 4 : 0);
    const claim = line.trim() === "" ? "drop" : "weigh";
    return sentencesOf(line).map((text) => ({ text, line: index, claim, bonus }));
  });
  return {
    content: "prose",
    title: `summary by extract, ${lines.length} lines`,
    lines: extract(units, { share, errors: true, gaps: true }),
    note: `${lines.length} lines, the ones that say most kept`,
  };
}

function edgeBonus(index: number, count: number): number {
  if (index < 3) return 3 - index * 0.5;
  return index >= count - 3 ? 2 : 0;
}

function isHeading(line: string): boolean {
  return /^\s{0,3}#{1,6} \S/.test(line) || /^\s{0,3}\*\*[^*]{1,100}\*\*:?\s*$/.test(line);
}

/** Cut behind closing punctuation and, where there is none, at a fixed length; nothing is lost, so joined they are the line. */
function sentencesOf(line: string): string[] {
  if (line.length <= longLine) return [line];
  const sentences: string[] = [];
  for (let at = 0; at < line.length; ) {
    const window = line.slice(at, at + longestSentence);
    const end = at + window.length < line.length || window.length > longLine ? sentenceEnd(window) : window.length;
    sentences.push(line.slice(at, at + end));
    at += end;
  }
  return sentences;
}

function sentenceEnd(window: string): number {
  const match = /[.!?;]["')\]]?\s+(?=\S)/.exec(window.slice(40));
  if (match) return 40 + match.index + match[0].length;
  if (window.length < longestSentence) return window.length;
  const blank = window.lastIndexOf(" ");
  return blank > longestSentence / 2 ? blank + 1 : window.length;
}
