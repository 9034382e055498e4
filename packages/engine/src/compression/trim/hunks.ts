/** A hunk of a unified diff: header at `start`, its lines up to `end` (exclusive). */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly oldFrom: number;
  readonly newFrom: number;
  /** Behind the second `@@`: the function it is in. */
  readonly heading: string;
}

const header = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(.*)$/;

/** The hunk whose header is at `start`; null where its lines are not what the header says (cut output). */
export function parseHunk(lines: readonly string[], start: number): Hunk | null {
  const match = header.exec(lines[start]!);
  if (!match) return null;
  let oldLeft = Number(match[2] ?? 1);
  let newLeft = Number(match[4] ?? 1);
  let end = start + 1;
  for (; end < lines.length && (oldLeft > 0 || newLeft > 0 || lines[end]!.startsWith("\\")); end += 1) {
    const sign = signOf(lines[end]!);
    if (sign === undefined) return null;
    if (sign !== "+" && sign !== "\\") oldLeft -= 1;
    if (sign !== "-" && sign !== "\\") newLeft -= 1;
  }
  if (oldLeft !== 0 || newLeft !== 0) return null;
  return { start, end, oldFrom: Number(match[1]), newFrom: Number(match[3]), heading: match[5]! };
}

/** An empty line is context whose blank was stripped on the way. */
function signOf(line: string): string | undefined {
  const sign = line === "" ? " " : line[0]!;
  return sign === " " || sign === "+" || sign === "-" || sign === "\\" ? sign : undefined;
}

/**
 * The hunk with `context` lines around its changes, as one hunk or several, each with a header that tells its own line
 * numbers: what comes out is a diff again. Lines marked in `kept` count as changes.
 */
export function hunkLines(
  lines: readonly string[],
  hunk: Hunk,
  context: number,
  kept: Uint8Array,
): { readonly lines: readonly string[]; readonly leftOut: number } {
  const stays = staying(lines, hunk, context, kept);
  const written: string[] = [];
  let oldLine = hunk.oldFrom;
  let newLine = hunk.newFrom;
  let leftOut = 0;
  for (let line = hunk.start + 1; line < hunk.end; ) {
    const from = line;
    let olds = 0;
    let news = 0;
    for (; line < hunk.end && stays[line - hunk.start]! === stays[from - hunk.start]!; line += 1) {
      const sign = signOf(lines[line]!);
      if (sign !== "+" && sign !== "\\") olds += 1;
      if (sign !== "-" && sign !== "\\") news += 1;
    }
    if (stays[from - hunk.start]) {
      written.push(`@@ -${range(oldLine, olds)} +${range(newLine, news)} @@${hunk.heading}`);
      for (let index = from; index < line; index += 1) written.push(lines[index]!);
    } else leftOut += line - from;
    oldLine += olds;
    newLine += news;
  }
  return { lines: written, leftOut };
}

/** Context between two changes stays where a header of its own would take the place of what it saves. */
const BRIDGED = 4;

function staying(lines: readonly string[], hunk: Hunk, context: number, kept: Uint8Array): Uint8Array {
  const stays = new Uint8Array(hunk.end - hunk.start);
  let last = -1;
  for (let line = hunk.start + 1; line < hunk.end; line += 1) {
    if (signOf(lines[line]!) === " " && !kept[line]) continue;
    const place = line - hunk.start;
    const bridged = last >= 0 && place - last - 1 <= 2 * context + BRIDGED;
    stays.fill(1, bridged ? last : Math.max(1, place - context), Math.min(stays.length, place + 1 + context));
    last = place;
  }
  return stays;
}

/** `12,3`; a count of one is left out; an empty side names the line in front of it. */
function range(from: number, count: number): string {
  return count === 1 ? String(from) : `${from},${count}`;
}
