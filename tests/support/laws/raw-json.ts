/** A JSON value with its own bytes: written apart from the engine's scanner, to judge it by. */
export interface RawJson {
  /** As it stands in the text. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
  readonly members?: ReadonlyMap<string, RawJson>;
  readonly items?: readonly RawJson[];
}

const spaces = /[ \t\r\n]*/y;
const atoms = /"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null/y;

/** Reads a JSON text. Throws where it is none. Objects deeper than `depth` are values without members. */
export function rawJson(text: string, depth = 10): RawJson {
  JSON.parse(text);
  return read(text, skip(text, 0), depth);
}

/** The value of a node. */
export const parsedFrom = (node: RawJson): unknown => JSON.parse(node.raw) as unknown;

function read(text: string, start: number, depth: number): RawJson {
  if (text[start] === "{") return readObject(text, start, depth);
  if (text[start] === "[") return readList(text, start, depth);
  return { raw: text.slice(start, atomEnd(text, start)), start, end: atomEnd(text, start) };
}

function readObject(text: string, start: number, depth: number): RawJson {
  const members = new Map<string, RawJson>();
  let at = skip(text, start + 1);
  while (text[at] !== "}") {
    const keyEnd = atomEnd(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const value = read(text, skip(text, skip(text, keyEnd) + 1), depth - 1);
    if (depth > 0) members.set(key, value);
    at = skip(text, value.end);
    if (text[at] === ",") at = skip(text, at + 1);
  }
  return { raw: text.slice(start, at + 1), start, end: at + 1, members };
}

function readList(text: string, start: number, depth: number): RawJson {
  const items: RawJson[] = [];
  let at = skip(text, start + 1);
  while (text[at] !== "]") {
    const item = read(text, at, depth - 1);
    if (depth > 0) items.push(item);
    at = skip(text, item.end);
    if (text[at] === ",") at = skip(text, at + 1);
  }
  return { raw: text.slice(start, at + 1), start, end: at + 1, items };
}

function skip(text: string, at: number): number {
  spaces.lastIndex = at;
  spaces.test(text);
  return spaces.lastIndex;
}

function atomEnd(text: string, at: number): number {
  atoms.lastIndex = at;
  atoms.test(text);
  return atoms.lastIndex;
}
