export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

/** The same value; the order of members is none. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  return isObject(a) && isObject(b) && equalExcept(a, b, []);
}

/** The same members with the same values, whatever those named hold. */
export function equalExcept(a: JsonObject, b: JsonObject, names: readonly string[]): boolean {
  const keysOf = (value: JsonObject) => Object.keys(value).filter((key) => !names.includes(key));
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** The same value but for what its strings say; members named `type` and `id`s are no text. */
export function equalButStrings(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === "string") return typeof b === "string";
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => equalButStrings(item, b[index]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && (isName(key) ? equal : equalButStrings)(a[key], b[key]))
  );
}

const isName = (key: string): boolean => key === "type" || key === "id" || key.endsWith("_id");

/** Every string of a value, keys included. */
export function stringsOf(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (isList(value)) return value.flatMap(stringsOf);
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...stringsOf(inner)]) : [];
}
