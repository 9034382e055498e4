import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import {
  columnOf,
  contentEnd,
  inLine,
  inLines,
  isBlockValue,
  isNothing,
  keyEnd,
  lineEnd,
  lineStart,
  newlineOf,
  pairAt,
  pairText,
} from "./layout.ts";
import type { Path } from "./place-of.ts";

/** What stands in the text from `start` to `end` becomes `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The smallest edit that sets a value, or null where the text is written in a way that is not foreseen. */
export function putIn(document: Document, text: string, path: Path, value: unknown): Edit | null {
  const root = document.contents;
  if (root === null || isNothing(root))
    return isScalar(root) || root === null ? behindAll(text, wrapped(path, value)) : null;
  let node: Node = root;
  for (const [index, part] of path.entries()) {
    const rest = path.slice(index + 1);
    if (isMap(node)) {
      const pair = pairAt(node, part);
      if (pair === undefined) return addPair(text, node, String(part), wrapped(rest, value));
      if (isNothing(pair.value))
        return fillIn(text, keyEnd(text, pair), columnOf(text, startOf(node)), wrapped(rest, value));
      node = pair.value as Node;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      if (item === undefined) return addItem(text, node, wrapped(rest, value));
      if (isPair(item) || isNothing(item)) return null;
      node = item as Node;
    } else return null;
  }
  return replaced(text, node, value);
}

const startOf = (node: Node): number => node.range?.[0] ?? 0;

/** `["a", "b"]` and 1 as `{ a: { b: 1 } }`. */
export function wrapped(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, part) => (typeof part === "number" ? [inner] : { [part]: inner }), value);
}

function replaced(text: string, node: Node, value: unknown): Edit {
  const start = startOf(node);
  const end = contentEnd(text, node);
  const isBlock = isCollection(node) && node.flow !== true;
  if (isBlock && isBlockValue(value))
    return { start, end, text: inLines(value, columnOf(text, start), newlineOf(text)).trimStart() };
  if (!isBlock) return { start, end, text: inLine(value) };
  // The value moves up behind its key, unless a comment stands between.
  const before = text.slice(0, start);
  const gap = /:\s+$/.exec(before)?.[0].length ?? 0;
  return gap === 0 ? { start, end, text: inLine(value) } : { start: start - gap + 1, end, text: ` ${inLine(value)}` };
}

/** A value where nothing stands behind `key:`. */
function fillIn(text: string, at: number, indent: number, value: unknown): Edit {
  if (!isBlockValue(value)) return { start: at, end: at, text: ` ${inLine(value)}` };
  const newline = newlineOf(text);
  const end = lineEnd(text, at);
  const lines = inLines(value, indent + 2, newline);
  const isLast = end === text.length && !text.endsWith("\n");
  return { start: end, end, text: isLast ? `${newline}${lines}` : `${lines}${newline}` };
}

function addPair(text: string, map: YAMLMap, key: string, value: unknown): Edit | null {
  const newline = newlineOf(text);
  if (map.flow === true) return addToFlow(text, map, `${inLine(key)}: ${inLine(value)}`);
  const column = columnOf(text, startOf(map));
  return belowLast(text, map, `${" ".repeat(column)}${pairText(key, value, column, newline)}`);
}

function addItem(text: string, list: YAMLSeq, value: unknown): Edit | null {
  const newline = newlineOf(text);
  if (list.flow === true) return addToFlow(text, list, inLine(value));
  const column = columnOf(text, startOf(list));
  const lines = isBlockValue(value) ? inLines(value, column + 2, newline).trimStart() : inLine(value);
  return belowLast(text, list, `${" ".repeat(column)}- ${lines}`);
}

/** On a line of its own behind the last item and the comment on that item's line. */
function belowLast(text: string, collection: YAMLMap | YAMLSeq, lines: string): Edit {
  const newline = newlineOf(text);
  const end = lineEnd(text, contentEnd(text, collection));
  const isLast = end === text.length && !text.endsWith("\n");
  return { start: end, end, text: isLast ? `${newline}${lines}` : `${lines}${newline}` };
}

function addToFlow(text: string, collection: YAMLMap | YAMLSeq, added: string): Edit | null {
  const end = contentEnd(text, collection);
  const closing = end - 1;
  const last = collection.items.at(-1) as unknown;
  if (last === undefined) {
    const start = startOf(collection) + 1;
    return { start, end: closing, text: isMap(collection) ? ` ${added} ` : added };
  }
  const tail = (isPair(last) ? (last.value ?? last.key) : last) as Node;
  const at = contentEnd(text, tail);
  // A comma or a comment behind the last one: not foreseen.
  return text.slice(at, closing).trim() === "" ? { start: at, end: at, text: `, ${added}` } : null;
}

/** A file of comments alone. */
function behindAll(text: string, value: unknown): Edit {
  const newline = newlineOf(text);
  const gap = text === "" || text.endsWith("\n") ? "" : newline;
  return { start: text.length, end: text.length, text: `${gap}${inLines(value, 0, newline)}${newline}` };
}

/** Where a line begins, for those who take one out. */
export const beginsLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === "";
