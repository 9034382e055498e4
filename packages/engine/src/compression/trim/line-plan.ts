import type { CompressInput } from "../contract.ts";
import { importantLines } from "./important-lines.ts";
import { keptLines } from "./kept-lines.ts";

/** Lines that are left out together, `first` to `last`, 0-based and inclusive. */
export interface Gap {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** What stands in the place of a gap; null: nothing, because a total stands elsewhere. */
export type GapNotice = (gap: Gap) => string | null;

/** Which lines of a text stay. Lines that stay leave as they came. */
export interface LinePlan {
  readonly lines: readonly string[];
  /** True per line: errors, warnings, stack traces, and what stands around them. */
  readonly important: Uint8Array;
  /**
   * Leaves out lines `from` up to `to` (exclusive), but none that holds a text of the user's, and none that is important
   * unless `evenImportant` (the same words stay elsewhere). Neighbouring lines with the same notice are one gap.
   */
  leaveOut(from: number, to: number, says: GapNotice, evenImportant?: boolean): void;
  isLeftOut(line: number): boolean;
  /** The text without what was left out; a gap that its notice would not make shorter stays. */
  render(): { readonly text: string; readonly leftOut: number };
}

export function planLines(input: Pick<CompressInput, "text" | "keep">): LinePlan {
  const lines = input.text.split("\n");
  const important = importantLines(input.text, lines);
  const kept = keptLines(input.text, lines, input.keep);
  const gaps: (GapNotice | undefined)[] = new Array(lines.length);
  return {
    lines,
    important,
    leaveOut(from, to, says, evenImportant = false) {
      for (let line = from; line < to; line += 1)
        if (!kept[line] && (evenImportant || !important[line])) gaps[line] = says;
    },
    isLeftOut: (line) => gaps[line] !== undefined,
    render: () => render(lines, gaps),
  };
}

function render(lines: readonly string[], gaps: readonly (GapNotice | undefined)[]) {
  const written: string[] = [];
  let leftOut = 0;
  for (let line = 0; line < lines.length; ) {
    const says = gaps[line];
    const first = line;
    let size = 0;
    do size += lines[line++]!.length + 1;
    while (line < lines.length && gaps[line] === says);
    const notice = says?.({ count: line - first, first, last: line - 1 });
    if (notice === undefined || (notice !== null && notice.length + 1 >= size)) {
      for (let index = first; index < line; index += 1) written.push(lines[index]!);
    } else {
      leftOut += line - first;
      if (notice !== null) written.push(notice);
    }
  }
  return { text: written.join("\n"), leftOut };
}
