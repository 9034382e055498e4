import type { StagedSource } from "@aperture/sdk";
import { cutText } from "../compression/cut-text.ts";
import type { StagedFacts } from "./staged-facts.ts";

/** Characters of a name or path in the heading. */
const LONGEST_LABEL = 200;

/**
 * What goes into the prompt for an item: a heading that says what it is and who put it there, so that the model does not take it
 * for words of the user's or a tool's, and the text, cut at a line where it is longer than the item's cap.
 * @param countTokens tokens of a text; asked about twenty times for a text that is cut
 */
export function renderStaged(
  item: Pick<StagedFacts, "name" | "source" | "tokenCap">,
  text: string,
  countTokens: (text: string) => number,
): string {
  const heading = `[${oneLine(item.name)}: ${sourceLabel(item.source)}, staged by Aperture for this session]\n`;
  const whole = heading + text;
  if (countTokens(whole) <= item.tokenCap) return whole;
  const lines = text.split("\n");
  const noteOf = (kept: number): string =>
    `\n[cut at ${item.tokenCap} tokens: ${lines.length - kept} of ${lines.length} lines are left out]`;
  const withLines = (kept: number): string => heading + lines.slice(0, kept).join("\n") + noteOf(kept);
  const kept = mostThatFits(lines.length - 1, (count) => countTokens(withLines(count)) <= item.tokenCap);
  if (kept > 0) return withLines(kept);
  // One line is longer than the cap: minified code, a row of data.
  const [first = ""] = lines;
  const note = `\n[cut at ${item.tokenCap} tokens, within line 1 of ${lines.length}]`;
  const withLetters = (count: number): string => heading + cutText(first, count) + note;
  return withLetters(mostThatFits(first.length, (count) => countTokens(withLetters(count)) <= item.tokenCap));
}

/** What an item is, for headings and lists: `file docs/style.md`. */
export function sourceLabel(source: StagedSource): string {
  switch (source.kind) {
    case "text":
      return "a text";
    case "file":
      return `file ${oneLine(source.path)}`;
    case "glob":
      return `files ${oneLine(source.pattern)}`;
    case "command":
      return `output of \`${oneLine(source.command)}\``;
  }
}

const oneLine = (text: string): string => cutText(text.replace(/\s+/g, " ").trim(), LONGEST_LABEL);

/** The largest of 0 … `most` that fits, where every smaller one does too; 0 where none does. */
function mostThatFits(most: number, fits: (count: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
