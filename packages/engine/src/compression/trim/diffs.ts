import type { CompressInput } from "../contract.ts";
import { generatedFile } from "./generated-file.ts";
import { type Hunk, hunkLines, parseHunk } from "./hunks.ts";
import { keptLines } from "./kept-lines.ts";
import { counted, notice } from "./notice.ts";
import type { Trimmer } from "./trimming.ts";

/** Lines of context that stay on each side of a change. */
export const CONTEXT = 1;

/** Changed lines stay as they are, context shrinks to one line around them, changes of generated files are counted. */
export const trimDiff: Trimmer = (input) => {
  const lines = input.text.split("\n");
  const kept = keptLines(input.text, lines, input.keep);
  const written: string[] = [];
  const lost = { context: 0, generated: 0, headers: 0 };
  let path = "";
  for (let line = 0; line < lines.length; ) {
    const text = lines[line]!;
    if (text.startsWith("diff --git ")) {
      path = text.slice(text.lastIndexOf(" b/") + 3);
      if (generatedFile(path)) {
        const end = fileEnd(lines, line);
        if (!holds(kept, line, end) && end - line > 6) {
          written.push(text, notice(summaryOf(lines, line, end)));
          lost.generated += end - line - 1;
          line = end;
          continue;
        }
      }
    }
    const hunk = text.startsWith("@@ ") ? parseHunk(lines, line) : null;
    if (hunk) {
      lost.context += writeHunk(written, lines, hunk, kept);
      line = hunk.end;
    } else if (isSpareHeader(lines, line, path) && !kept[line]) {
      lost.headers += 1;
      line += 1;
    } else {
      written.push(text);
      line += 1;
    }
  }
  const leftOut = lost.context + lost.generated + lost.headers;
  if (leftOut === 0) return null;
  if (lost.context > 0) written.unshift(notice(`context of this diff cut to ${counted(CONTEXT, "line")}`));
  return { text: written.join("\n"), note: `${counted(leftOut, "line")} of context and generated files left out` };
};

/** `index 385357be..53749450 100644`: names blobs nobody asks for; `--- a/x` in front of `+++ b/x` says the path once more. */
function isSpareHeader(lines: readonly string[], line: number, path: string): boolean {
  const text = lines[line]!;
  if (path === "") return false;
  if (/^index [0-9a-f]{6,40}\.\.[0-9a-f]{6,40}(?: \d{6})?$/.test(text)) return true;
  if (text === `--- a/${path}`) return lines[line + 1] === `+++ b/${path}`;
  return text === `+++ b/${path}` && lines[line - 1] === `--- a/${path}`;
}

function writeHunk(written: string[], lines: readonly string[], hunk: Hunk, kept: Uint8Array): number {
  const pieces = hunkLines(lines, hunk, CONTEXT, kept);
  for (const text of pieces.lines) written.push(text);
  return pieces.leftOut;
}

function fileEnd(lines: readonly string[], start: number): number {
  let end = start + 1;
  while (end < lines.length && !lines[end]!.startsWith("diff --git ")) end += 1;
  return end;
}

function holds(kept: Uint8Array, from: number, to: number): boolean {
  const found = kept.indexOf(1, from);
  return found >= 0 && found < to;
}

function summaryOf(lines: CompressInput["text"][] | readonly string[], from: number, to: number): string {
  let added = 0;
  let removed = 0;
  for (let line = from; line < to; line += 1) {
    const text = lines[line]!;
    if (text.startsWith("+") && !text.startsWith("+++")) added += 1;
    if (text.startsWith("-") && !text.startsWith("---")) removed += 1;
  }
  return `generated file: ${counted(added, "line")} added, ${removed} removed, left out`;
}
