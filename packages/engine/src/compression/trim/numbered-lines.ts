/** What stands between a line's number and the line, as the clients' read tools write it. */
const separators = ["→", "\t", "| ", "|", ": ", ":"] as const;

export interface NumberedLine {
  /** As the tool wrote it; null where the line has none (a header, a note at the end). */
  readonly number: number | null;
  /** The file's own line. */
  readonly code: string;
}

/** Lines of a read, with the numbers that the tool put in front of them, if it did. */
export function numberedLines(lines: readonly string[]): {
  readonly lines: readonly NumberedLine[];
  readonly isNumbered: boolean;
} {
  const separator = separators.find((one) => isNumberedBy(lines, one));
  if (separator === undefined) return { isNumbered: false, lines: lines.map((code) => ({ number: null, code })) };
  return { isNumbered: true, lines: lines.map((line) => split(line, separator)) };
}

/** True where most of the first lines that say anything have ascending numbers. */
function isNumberedBy(lines: readonly string[], separator: string): boolean {
  let last = -1;
  let numbered = 0;
  let seen = 0;
  for (const line of lines) {
    if (seen === 60) break;
    if (line === "") continue;
    seen += 1;
    const { number } = split(line, separator);
    if (number === null || number <= last) continue;
    numbered += 1;
    last = number;
  }
  return numbered >= 2 ? numbered * 10 >= seen * 7 : numbered === 1 && seen === 1;
}

function split(line: string, separator: string): NumberedLine {
  let at = 0;
  while (at < 12 && line[at] === " ") at += 1;
  const start = at;
  while (at < start + 9 && line[at]! >= "0" && line[at]! <= "9") at += 1;
  if (at === start || !line.startsWith(separator, at)) return { number: null, code: line };
  return { number: Number(line.slice(start, at)), code: line.slice(at + separator.length) };
}
