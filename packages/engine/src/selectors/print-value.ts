import type { Operator } from "./selector.ts";

/** What a value without quotes may be made of, wherever it stands. */
const isBare = (value: string): boolean => /^[^\s",{}\\]+$/.test(value);

/** A value as it is written in a selector, in quotes where it needs them. A regex (`~`) keeps its own backslashes. */
export function printValue(value: string, operator: Operator): string {
  if (isBare(value)) return value;
  return `"${operator === "~" ? escapeQuotes(value) : escapeAll(value)}"`;
}

/** A backslash and what it escapes are passed over as one. */
const escapeQuotes = (source: string): string => source.replace(/\\[^"]|"/gs, (part) => (part === '"' ? '\\"' : part));

function escapeAll(value: string): string {
  return value
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r");
}
