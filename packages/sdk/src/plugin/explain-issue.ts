import type { z } from "zod";
import { nearestKey } from "../nearest-key.ts";

/** Where something is wrong, and why, for people. */
export interface Explained {
  /** RFC 6901; "" for the whole. */
  readonly pointer: string;
  readonly reason: string;
}

/** What one issue of `schema` about `given` means: what stands there, what is allowed, the nearest valid value. */
export function explainIssue(schema: z.ZodType, given: unknown, issue: z.core.$ZodIssue): Explained {
  const { path } = issue;
  const value = path.reduce<unknown>(
    (at, key) => (at as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key],
    given,
  );
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys[0]!;
    const known = keysAt(schema, path);
    return { pointer: pointerOf([...path, unknown]), reason: `unknown field${hint(unknown, known)}${listed(known)}` };
  }
  const pointer = pointerOf(path);
  if (value === undefined) return { pointer, reason: `is missing: ${wanted(issue)}` };
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const meant = typeof value === "string" ? hint(value, allowed) : "";
    return { pointer, reason: `is ${say(value)}${meant}${listed(allowed)}` };
  }
  return { pointer, reason: `is ${say(value)}: ${wanted(issue)}` };
}

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `it must be ${article(issue.expected)}`;
    case "invalid_value":
      return `it must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "too_big":
      return `at most ${String(issue.maximum)}${unitOf(issue.origin, issue.maximum)}`;
    case "too_small":
      return `at least ${String(issue.minimum)}${unitOf(issue.origin, issue.minimum)}`;
    default:
      return issue.message;
  }
}

function unitOf(origin: string, count: number | bigint): string {
  const isOne = Number(count) === 1;
  if (origin === "string") return isOne ? " character" : " characters";
  if (origin === "array") return isOne ? " entry" : " entries";
  return "";
}

const article = (type: string): string =>
  type === "int" ? "a whole number" : type === "record" ? "an object" : `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;

/** `; did you mean "after_zone"?` */
function hint(given: string, known: readonly string[]): string {
  const meant = nearestKey(given, known);
  return meant === undefined ? "" : `; did you mean ${JSON.stringify(meant)}?`;
}

const listed = (allowed: readonly string[]): string =>
  allowed.length === 0 ? "" : ` (allowed: ${allowed.join(", ")})`;

function say(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Names of the fields that the schema knows at a place. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: Def | undefined = inner(schema);
  for (const key of path) at = inner(at?.type === "array" ? at.element : at?.shape?.[String(key)]);
  return Object.keys(at?.shape ?? {});
}

/** The parts of a schema's definition that are gone through; zod's own types name them by kind. */
interface Def {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

/** Its definition, without what only wraps it: `optional`, `default`, `nullable`. */
function inner(schema: z.ZodType | undefined): Def | undefined {
  let def = schema?.def as Def | undefined;
  while (def?.innerType) def = def.innerType.def as Def;
  return def;
}
