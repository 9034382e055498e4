/** A JSON array or object: `[start, end)` in the text, where its members begin, and whether it is an array. */
export interface JsonContainer {
  readonly start: number;
  end: number;
  readonly isArray: boolean;
  /** Where items of an array begin; empty for objects. */
  readonly items: number[];
}

export interface JsonScan {
  /** In the order in which they open. */
  readonly containers: readonly JsonContainer[];
  /** `[start, end)` of the values at the top: one, or one per line, or several one behind the other. */
  readonly values: readonly (readonly [number, number])[];
}

/**
 * Containers and values of a text of JSON values; null where it is none. Numbers are never read: 64-bit ids stay exact.
 * No recursion: nesting costs memory, not stack.
 */
export function scanJson(text: string): JsonScan | null {
  const containers: JsonContainer[] = [];
  const open: JsonContainer[] = [];
  const values: [number, number][] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const character = text[at]!;
    const inside = open.at(-1);
    if (character === "}" || character === "]") {
      if (inside === undefined || inside.isArray !== (character === "]")) return null;
      at += 1;
      inside.end = at;
      open.pop();
      if (open.length === 0) values.at(-1)![1] = at;
      continue;
    }
    if (character === "," || character === ":") {
      if (!inside) return null;
      at += 1;
      continue;
    }
    if (!inside) values.push([at, at]);
    else if (inside.isArray) inside.items.push(at);
    if (character === "{" || character === "[") {
      const container = { start: at, end: at, isArray: character === "[", items: [] };
      containers.push(container);
      open.push(container);
      at += 1;
      continue;
    }
    at = character === '"' ? stringEnd(text, at) : scalarEnd(text, at);
    if (at < 0) return null;
    if (!inside) values.at(-1)![1] = at;
  }
  return open.length > 0 || !values.every(([start, end]) => isJson(text.slice(start, end)))
    ? null
    : { containers, values };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function skipSpace(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(at)) at += 1;
  return at;
}

/** Behind the string's closing quote; -1 where it is not closed. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    at = text.indexOf('"', at);
    if (at < 0) return -1;
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
}

export function scalarEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !' \t\n\r,:]}{["'.includes(text[at]!)) at += 1;
  return at > start ? at : start + 1;
}
