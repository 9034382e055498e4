import { SearchFlag } from "../abi.ts";

/**
 * A pattern as a guest gives it, with the flag `g`; null where it is no expression. V8 runs it: what backtracks for ever is ended with the
 * thread, at the deadline. The last one is kept: a stage looks for the same thing in block after block.
 */
export function createPatterns(): (text: string, bits: number) => RegExp | null {
  let last: { readonly text: string; readonly bits: number; readonly pattern: RegExp | null } | null = null;
  return (text, bits) => {
    if (last?.text !== text || last.bits !== bits) last = { text, bits, pattern: compile(text, bits) };
    return last.pattern;
  };
}

function compile(text: string, bits: number): RegExp | null {
  const source = bits & SearchFlag.literal ? text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&") : text;
  const flags = [
    "g",
    bits & SearchFlag.ignoreCase ? "i" : "",
    bits & SearchFlag.multiline ? "m" : "",
    bits & SearchFlag.dotAll ? "s" : "",
    bits & SearchFlag.unicode ? "u" : "",
  ].join("");
  try {
    return new RegExp(source, flags);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Calls `found` with the UTF-16 place of each match, from the front, without overlap, until it says false. */
export function searchText(text: string, pattern: RegExp, found: (start: number, end: number) => boolean): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    if (!found(start, end)) return;
    // An empty match does not move on by itself; with `u`, not into the middle of a pair either.
    if (end === start) pattern.lastIndex = end + (pattern.unicode && (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
}
