import { SearchFlag } from "../abi.ts";

/** A pattern as V8 takes it. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/** Null where it is no expression. V8 runs it: what backtracks for ever is ended with the thread, at the deadline. */
export function patternOf(text: string, bits: number): Pattern | null {
  const source = bits & SearchFlag.literal ? text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&") : text;
  const flags = [
    "g",
    bits & SearchFlag.ignoreCase ? "i" : "",
    bits & SearchFlag.multiline ? "m" : "",
    bits & SearchFlag.dotAll ? "s" : "",
    bits & SearchFlag.unicode ? "u" : "",
  ].join("");
  try {
    new RegExp(source, flags);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return { source, flags };
}
