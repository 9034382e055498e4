import type { CompressInput } from "../contract.ts";
import type { Draft } from "./draft.ts";
import { jsonShape } from "./json-shape.ts";

const largest = 2_000_000;
/** Integers beyond 2^53 would come out as other numbers. */
const hugeInteger = /[^.\w"-]-?\d{16,}(?![\d"])/;

/** A JSON document, or one on each line: its shape with samples. */
export function draftJson(input: CompressInput): Draft | null {
  const text = input.text.trim();
  if (!/^[[{]/.test(text) || text.length > largest || hugeInteger.test(text)) return null;
  const value = parsed(text) ?? parsedLines(text);
  if (value === undefined) return null;
  return {
    content: "json",
    title: `shape of ${sizeOf(value)}, ${text.length} characters, with samples`,
    lines: shapeLines(value),
    note: `${sizeOf(value)}: shape and samples kept`,
  };
}

function sizeOf(value: object): string {
  return Array.isArray(value) ? `a JSON list of ${value.length}` : `a JSON object of ${Object.keys(value).length} keys`;
}

/** One line for each member of the outermost object: a reader finds what he looks for. */
function shapeLines(value: object): string[] {
  if (Array.isArray(value)) return [jsonShape(value)];
  const members = Object.entries(value);
  const lines = members.slice(0, 80).map(([key, each]) => `${JSON.stringify(key)}: ${jsonShape(each, 1, key)}`);
  return members.length > 80 ? [...lines, `… ${members.length - 80} more keys`] : lines;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** JSON lines, as `jq -c`, `gh` and many loggers print them. */
function parsedLines(text: string): object[] | undefined {
  const lines = text.split("\n");
  if (lines.length < 3 || !lines.every((line) => /^\s*[[{].*[\]}]\s*$/.test(line) || line.trim() === ""))
    return undefined;
  const values = lines.filter((line) => line.trim() !== "").map(parsed);
  return values.every((value) => value !== undefined) ? values : undefined;
}
