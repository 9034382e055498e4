import type { Json, JsonObject } from "./config-fields.ts";

/** What stands at a path of names, or undefined. */
export function valueAt(root: Json | undefined, path: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** A copy with `next` at the path; undefined takes it out, and what it leaves empty with it: the default counts again. */
export function withValueAt(root: JsonObject, path: readonly string[], next: Json | undefined): JsonObject {
  const [name, ...rest] = path;
  if (name === undefined) return isObject(next) ? next : {};
  const inner = Object.hasOwn(root, name) ? root[name] : undefined;
  const value = rest.length === 0 ? next : withValueAt(isObject(inner) ? inner : {}, rest, next);
  const others = Object.entries(root).filter(([key]) => key !== name);
  const isEmpty = value === undefined || (rest.length > 0 && isObject(value) && Object.keys(value).length === 0);
  // fromEntries defines, where an assignment to `__proto__` would not.
  return Object.fromEntries(isEmpty ? others : [...others, [name, value]]);
}

/** RFC 6901. */
export const pointerOf = (path: readonly string[]): string =>
  path.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
