import type { CompressInput, Skeleton } from "../contract.ts";
import { codeOf } from "./code-of.ts";
import type { Draft } from "./draft.ts";
import { extract, type Unit } from "./extract.ts";
import { linesHolding } from "./keep-lines.ts";
import type { NumberedLines } from "./numbered-lines.ts";

/** Kept of code without declarations of its own: the middle of a function, a script. */
const share = 0.3;

/**
 * A source file as a tool printed it: its outline, with the real line numbers, for reading a range again. Where there is no
 * outline, of code that was read by number, the lines that say most.
 */
export function draftCode(input: CompressInput, numbered: NumberedLines | null, skeleton: Skeleton): Draft | null {
  const code = codeOf(input, numbered);
  if (!code) return null;
  const { path, lines, first } = code;
  const outline = skeleton(lines.join("\n"), path, input.keep ?? [], first);
  if (outline === null && !numbered) return null;
  const range = first > 1 ? `lines ${first}-${first + lines.length - 1}` : `${lines.length} lines`;
  return {
    content: numbered ? "file-read" : "code",
    title: `${outline === null ? "summary by extract" : "outline"} of ${path}, ${range}`,
    lines: [
      ...frameLines(numbered?.before),
      ...(outline?.split("\n") ?? extractedCode(lines, first, input.keep)),
      ...frameLines(numbered?.after),
    ],
    note: `${outline === null ? "extract" : "outline"} of ${lines.length} lines of code`,
    ...(numbered ? { source: [...numbered.before, ...lines, ...numbered.after] } : {}),
  };
}

function extractedCode(lines: readonly string[], first: number, keep: readonly string[] | undefined): string[] {
  const held = linesHolding(lines, keep);
  const units = lines.map((text, line): Unit => {
    // A line that is kept verbatim gets its number on a line of its own, so that texts of several lines stay in one piece.
    if (held.has(line))
      return { text: held.has(line - 1) ? text : `L${first + line}:\n${text}`, line, claim: "verbatim", bonus: 0 };
    const claim = /[\p{L}\p{N}]/u.test(text) ? "weigh" : "drop";
    return { text: claim === "drop" ? "" : `L${first + line} ${text.trim()}`, line, claim, bonus: 0 };
  });
  return extract(units, { share, errors: false, gaps: false });
}

/** What the tool said around the file: short remarks only, blank lines not. */
function frameLines(lines: readonly string[] = []): string[] {
  return lines.filter((line) => line.trim() !== "" && line.length <= 300).slice(0, 8);
}
