import { isCollection, isMap, isPair, isScalar, type Node, type Pair, stringify } from "yaml";

/** `\r\n` where the file has it. */
export const newlineOf = (text: string): string => (/\r\n/.test(text) ? "\r\n" : "\n");

export const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** Behind the line's end, or the text's. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** Columns before an offset, without a byte order mark. */
export const columnOf = (text: string, offset: number): number =>
  text.slice(lineStart(text, offset), offset).replace("\ufeff", "").length;

/** Behind the last character that belongs to a node: no comment, no empty line, no line's end. */
export function contentEnd(text: string, node: Node): number {
  const [start, end] = node.range ?? [0, 0];
  if (isCollection(node) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    const tail = isPair(last) ? ((last.value as Node | null) ?? (last.key as Node)) : (last as Node | undefined);
    if (tail?.range) return Math.max(contentEnd(text, tail), isPair(last) ? keyEnd(text, last) : 0);
  }
  return start + text.slice(start, end).replace(/[\s]+$/, "").length;
}

/** Behind the colon of a pair. */
export function keyEnd(text: string, pair: Pair): number {
  const [, end] = (pair.key as Node).range ?? [0, 0];
  const colon = text.indexOf(":", end);
  return colon < 0 ? end : colon + 1;
}

/** A value on one line. */
export const inLine = (value: unknown): string =>
  stringify(value, {
    lineWidth: 0,
    collectionStyle: "flow",
    blockQuote: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  }).trimEnd();

/** A list or map that is not empty, on lines of their own, each indented. */
export const inLines = (value: unknown, indent: number, newline: string): string =>
  stringify(value, { lineWidth: 0 })
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : `${" ".repeat(indent)}${line}`))
    .join(newline);

export const isBlockValue = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0;

/** `key: value`, the value on the same line or below. */
export function pairText(key: string, value: unknown, indent: number, newline: string): string {
  const name = inLine(key);
  return isBlockValue(value) ? `${name}:${newline}${inLines(value, indent + 2, newline)}` : `${name}: ${inLine(value)}`;
}

export const pairAt = (node: unknown, key: string | number): Pair | undefined =>
  isMap(node)
    ? node.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === String(key))
    : undefined;

/** True where a node is empty text behind a colon. */
export const isNothing = (node: unknown): boolean =>
  node === null || (isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1]);
