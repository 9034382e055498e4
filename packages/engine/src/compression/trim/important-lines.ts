/**
 * Words of lines that may never be lost. Literals only, no quantifiers: it runs over whole texts in linear time. It errs on
 * the side of keeping: "0 errors" is kept too.
 */
const words =
  /error|exception|traceback|panic|fatal|fail|warn|assert|denied|cannot |could not|unable to|not found|no such|undefined|segmentation|refused|timed out|timeout|unexpected|invalid|critical|severe|not ok|conflict|killed|abort|✗|✖|✕|❌/gi;

/** Lines of stack traces and of compilers' excerpts, which follow or precede a message. Each is anchored and bounded. */
const traces =
  /^\s{0,40}(?:at \S|File "|#\d{1,4}\s|Caused by|goroutine \d|thread '|-->|\d{1,6} \||\||\^|E {3}|>\s{0,4}\d{1,6} \||\S{1,200}:\d{1,7}(?::\d{1,5})?:? )/;

/** Lines in front of and behind an important one that explain it. */
const BEFORE = 2;
const AFTER = 3;
/** A stack trace is kept this far: deeper ones repeat themselves. */
const TRACE = 60;

/** True per line for errors, warnings, stack traces and the lines around them. */
export function importantLines(text: string, lines: readonly string[]): Uint8Array {
  const marked = new Uint8Array(lines.length);
  let line = 0;
  let start = 0;
  words.lastIndex = 0;
  for (let match = words.exec(text); match; match = words.exec(text)) {
    while (start + lines[line]!.length < match.index) start += lines[line++]!.length + 1;
    markAround(marked, lines, line);
    // One word is enough: on to the next line.
    words.lastIndex = Math.max(words.lastIndex, start + lines[line]!.length);
  }
  return marked;
}

export function isImportant(line: string): boolean {
  words.lastIndex = 0;
  return words.test(line);
}

function markAround(marked: Uint8Array, lines: readonly string[], line: number): void {
  marked.fill(1, Math.max(0, line - BEFORE), Math.min(lines.length, line + 1 + AFTER));
  const limit = Math.min(lines.length, line + TRACE);
  for (let next = line + 1; next < limit && traces.test(lines[next]!.slice(0, 300)); next += 1) marked[next] = 1;
}
