import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node } from "yaml";

export type Path = readonly (string | number)[];

export interface FoundNode {
  /** Of the key where there is one, else of the value. */
  readonly key: number;
  /** Of the value; of the key where nothing is written behind it. */
  readonly value: number;
  readonly node: Node | null;
  /** False where the path goes on further than the document does: this is the last that is there. */
  readonly isThere: boolean;
}

/** Where a path of the document stands in its text, as offsets. Aliases are followed. */
export function placeOf(document: Document, path: Path): FoundNode {
  let node = followed(document, document.contents);
  let found: FoundNode = { key: startOf(node), value: startOf(node), node, isThere: true };
  for (const part of path) {
    const next = step(node, part);
    if (next === null) return { ...found, value: found.key, isThere: false };
    node = followed(document, next.value);
    const value = isEmpty(next.value) ? next.key : startOf(next.value as Node);
    found = { key: next.key ?? value ?? found.key, value: value ?? found.key, node, isThere: true };
  }
  return found;
}

function step(node: Node | null, part: string | number): { key: number | null; value: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
    return pair === undefined ? null : { key: startOf(pair.key as Node), value: pair.value };
  }
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    if (item === undefined) return null;
    return { key: null, value: isPair(item) ? item.value : item };
  }
  return null;
}

function followed(document: Document, node: unknown): Node | null {
  if (isAlias(node)) return node.resolve(document) ?? null;
  return (node as Node | null) ?? null;
}

const startOf = (node: Node | null): number => node?.range?.[0] ?? 0;
const isEmpty = (node: unknown): boolean =>
  node === null || (isScalar(node) && (node.range === undefined || node.range?.[0] === node.range?.[1]));

/** RFC 6901. */
export const pointerOf = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** What stands there in plain values, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}
