import type { DiffLine } from "./line-diff.ts";

const hunkHead = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/;
const noBreak = "\\ No newline at end of file";

/** The lines of a unified diff as they are shown; where hunks part, a gap. */
export function readUnifiedDiff(diff: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  for (const line of diff.split("\n")) {
    const head = hunkHead.exec(line);
    if (head && Number(head[1]) > 1) lines.push({ kind: "gap", text: "" });
    if (line.startsWith("+")) lines.push({ kind: "added", text: line.slice(1) });
    else if (line.startsWith("-")) lines.push({ kind: "removed", text: line.slice(1) });
    else if (line.startsWith(" ")) lines.push({ kind: "same", text: line.slice(1) });
  }
  return lines;
}

/** The text that a unified diff makes of `text`; null where it is not a diff of this text. */
export function applyUnifiedDiff(text: string, diff: string): string | null {
  if (diff === "") return text;
  const old = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const lines = diff.split("\n");
  const result: string[] = [];
  let at = 0;
  for (const [index, line] of lines.entries()) {
    const head = hunkHead.exec(line);
    if (head) {
      // `-3,0` stands behind line 3, any other in front of the line it names.
      const start = head[2] === "0" ? Number(head[1]) : Number(head[1]) - 1;
      if (start < at || start > old.length) return null;
      result.push(...old.slice(at, start));
      at = start;
      continue;
    }
    const written = line.slice(1) + (lines[index + 1] === noBreak ? "" : "\n");
    if (line.startsWith("+")) result.push(written);
    else if (line.startsWith(" ") || line.startsWith("-")) {
      if (old[at] !== written) return null;
      if (line.startsWith(" ")) result.push(written);
      at += 1;
    }
  }
  return result.join("") + old.slice(at).join("");
}
