import { readFileSync } from "node:fs";
import type { YamlProblem } from "@aperture/sdk";
import { oneLine, plainText } from "../plain-text.ts";

/** Characters of a line that are shown: a caret that the terminal has wrapped away points at nothing. */
const width = 110;

/** `file:line:column: reason`, the line with a caret below the place, what is allowed there, and what may have been meant. */
export function explainProblem(problem: YamlProblem, source: string | null): string {
  const { file, line, column, reason, allowed, nearest } = problem;
  const shown = source === null ? [] : lineWithCaret(source, line, column);
  return [
    `${oneLine(file)}:${line}:${column}: ${oneLine(reason, 400)}`,
    ...shown,
    ...(allowed === null ? [] : [`  allowed: ${oneLine(allowed, 400)}`]),
    ...(nearest === null ? [] : [`  did you mean ${oneLine(nearest, 200)}?`]),
  ].join("\n");
}

/** What stands in the file that a problem names, or null where it cannot be read: it may be gone, or on no disk at all. */
export function sourceOf({ file }: YamlProblem): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function lineWithCaret(source: string, line: number, column: number): string[] {
  const text = source.split(/\r\n|\r|\n/)[line - 1];
  if (text === undefined) return [];
  const start = column > width - 20 ? column - 40 : 0;
  // What a terminal acts on takes no place on the screen, nor may it before the caret.
  const before = plainText(text.slice(start, column - 1));
  const after = plainText(text.slice(column - 1, start + width));
  const number = `  ${line} | `;
  const gap = `${" ".repeat(number.length - 2)}| ${before.replace(/[^\t]/gu, " ")}`;
  return [`${number}${before}${after}`, `${gap}^`];
}
