/** A line of a diff: what stayed, what came, what went, or how many lines that stayed are not shown. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed" | "gap";
  readonly text: string;
}

/** Lines of unchanged text around a change. */
const around = 2;
/** Beyond this the texts are shown as replaced whole: the table below grows with the product. */
const mostCells = 1_000_000;

/** How `before` becomes `after`, line by line; longest common subsequence, so few lines move. Meant for short texts. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  if (before === after) return [];
  const [old, young] = [linesOf(before), linesOf(after)];
  return withGaps(old.length * young.length > mostCells ? replaced(old, young) : aligned(old, young));
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.split("\n"));

const replaced = (old: readonly string[], young: readonly string[]): DiffLine[] => [
  ...old.map((text) => ({ kind: "removed", text }) as const),
  ...young.map((text) => ({ kind: "added", text }) as const),
];

function aligned(old: readonly string[], young: readonly string[]): DiffLine[] {
  const width = young.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = young.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        old[i] === young[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      lines.push({ kind: "same", text: old[i]! });
      i += 1;
      j += 1;
    } else if (j >= young.length || (i < old.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      lines.push({ kind: "removed", text: old[i]! });
      i += 1;
    } else {
      lines.push({ kind: "added", text: young[j]! });
      j += 1;
    }
  }
  return lines;
}

/** Long stretches that stayed are folded to how many lines they are. */
function withGaps(lines: readonly DiffLine[]): readonly DiffLine[] {
  const shown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some((line) => line.kind !== "same"),
  );
  const folded: DiffLine[] = [];
  let hidden = 0;
  for (const [at, line] of lines.entries()) {
    if (!shown[at]) hidden += 1;
    if (hidden > 0 && (shown[at] || at === lines.length - 1)) {
      folded.push({ kind: "gap", text: String(hidden) });
      hidden = 0;
    }
    if (shown[at]) folded.push(line);
  }
  return folded;
}
