import { type LinePlan, planLines } from "./line-plan.ts";
import { counted, notice } from "./notice.ts";
import { type NumberedLine, numberedLines } from "./numbered-lines.ts";
import { leaveOutRepeated } from "./repeated-lines.ts";
import type { Trimmer } from "./trimming.ts";

/** A comment of this many lines that opens a file and names a licence says nothing about the code. */
const HEADER_FROM = 6;
const HEADER_UP_TO = 60;
/** Runs of empty lines from this length on are counted. */
const BLANK_FROM = 5;

/**
 * Lines that an earlier read of the file still says, licence headers and long runs of empty lines. All other lines stay
 * byte for byte, white space at their ends too: the next edit has to quote them exactly.
 */
export const trimFileRead: Trimmer = (input) => {
  const plan = planLines(input);
  const { lines } = numberedLines(plan.lines);
  leaveOutBlank(plan, lines);
  leaveOutLicence(plan, lines);
  if (input.earlier && input.earlier.length > 0) leaveOutRepeated(plan, input.earlier);
  const { text, leftOut } = plan.render();
  return leftOut === 0 ? null : { text, note: `${counted(leftOut, "line")} left out, most said before` };
};

function leaveOutBlank(plan: LinePlan, lines: readonly NumberedLine[]): void {
  let start = 0;
  for (let line = 0; line <= lines.length; line += 1) {
    if (line < lines.length && lines[line]!.code.trim() === "") continue;
    if (line - start >= BLANK_FROM)
      plan.leaveOut(start + 1, line - 1, (gap) => notice(counted(gap.count, "empty line")));
    start = line + 1;
  }
}

const comment = /^\s{0,20}(?:\/\/|\/\*|\*|#|--|;;|%|<!--|"""|''')/;
const opening = /^\s{0,20}(?:\/\*|<!--)/;
const licence = /licen[cs]e|copyright|all rights reserved/i;

function leaveOutLicence(plan: LinePlan, lines: readonly NumberedLine[]): void {
  let start = 0;
  while (start < lines.length && start < 4 && !comment.test(lines[start]!.code)) start += 1;
  // A part of a file that begins with comments is no licence header.
  if ((lines[start]?.number ?? 1) > 4 || lines[start]?.code.startsWith("#!")) return;
  const end = commentEnd(lines, start);
  const words = lines.slice(start, end).map(({ code }) => code.slice(0, 300));
  if (end - start < HEADER_FROM || !words.some((code) => licence.test(code))) return;
  plan.leaveOut(start + 1, end - 1, (gap) => notice(`${counted(gap.count, "line")} of licence header`), true);
}

function commentEnd(lines: readonly NumberedLine[], start: number): number {
  const limit = Math.min(lines.length, start + HEADER_UP_TO);
  const isBlock = opening.test(lines[start]?.code.slice(0, 40) ?? "");
  for (let line = start; line < limit; line += 1) {
    const code = lines[line]!.code.slice(0, 2_000);
    if (isBlock && (code.includes("*/") || code.includes("-->"))) return line + 1;
    if (!isBlock && !comment.test(code)) return line;
  }
  return isBlock ? start : limit;
}
