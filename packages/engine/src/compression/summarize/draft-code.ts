import type { CompressInput, Skeleton } from "../contract.ts";
import type { Draft } from "./draft.ts";
import type { NumberedLines } from "./numbered-lines.ts";
import { pathOf } from "./path-of.ts";

/** A source file as a tool printed it: its outline, with the real line numbers, for reading a range again. */
export function draftCode(input: CompressInput, numbered: NumberedLines | null, skeleton: Skeleton): Draft | null {
  const path = pathOf(input);
  if (path === undefined) return null;
  const lines = numbered?.lines ?? input.text.split("\n");
  const outline = skeleton(lines.join("\n"), path, input.keep ?? [], numbered?.first ?? 1);
  if (outline === null) return null;
  const first = numbered?.first ?? 1;
  const range = first > 1 ? `lines ${first}-${first + lines.length - 1}` : `${lines.length} lines`;
  return {
    content: numbered ? "file-read" : "code",
    title: `outline of ${path}, ${range}`,
    lines: [...frameLines(numbered?.before), outline, ...frameLines(numbered?.after)],
    note: `outline of ${lines.length} lines of code`,
    ...(numbered ? { source: [...numbered.before, ...lines, ...numbered.after] } : {}),
  };
}

/** What the tool said around the file: short remarks only, blank lines not. */
function frameLines(lines: readonly string[] = []): string[] {
  return lines.filter((line) => line.trim() !== "" && line.length <= 300).slice(0, 8);
}
