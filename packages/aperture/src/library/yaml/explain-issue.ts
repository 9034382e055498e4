import { nearestKey } from "@aperture/sdk";
import type { z } from "zod";

export interface Explained {
  readonly reason: string;
  readonly allowed: string | null;
  readonly nearest: string | null;
}

/** Variants of a union that are told by one key. zod types only what it promises to keep. */
type UnionIssue = z.core.$ZodIssueInvalidUnion & {
  readonly options?: readonly unknown[] | undefined;
};

/** A zod issue in words of the file: what is wrong, what may stand there, what was probably meant. `written`: the scalar as it stands there. */
export function explainIssue(issue: z.core.$ZodIssue, value: unknown, written: string | null): Explained {
  switch (issue.code) {
    case "invalid_type":
      return value === undefined ? missing(issue) : wrongType(issue.expected, value, written);
    case "invalid_value":
      return oneOf(issue.values.map(String), value);
    case "invalid_union":
      return union(issue, value);
    case "too_big":
      return bound("at most", issue.origin, Number(issue.maximum), value);
    case "too_small":
      return bound("at least", issue.origin, Number(issue.minimum), value);
    case "invalid_format":
      return format(issue.message, "pattern" in issue ? issue.pattern : undefined, value);
    case "invalid_key": {
      const [inner] = issue.issues;
      const key = String(issue.path.at(-1));
      return inner === undefined ? plain(issue.message) : explainIssue(inner, key, key);
    }
    default:
      return plain(issue.message);
  }
}

const plain = (reason: string): Explained => ({ reason, allowed: null, nearest: null });

function missing(issue: z.core.$ZodIssueInvalidType): Explained {
  const name = String(issue.path.at(-1) ?? "");
  return { reason: `\`${name}\` is missing`, allowed: words(issue.expected), nearest: null };
}

function wrongType(expected: string, value: unknown, written: string | null): Explained {
  const allowed = words(expected);
  return {
    reason: `expected ${allowed}, found ${found(value)}`,
    allowed,
    nearest: asExpected(expected, value, written),
  };
}

/** `1.0` where text is wanted is `"1.0"`; `"5"` where a number is wanted is `5`. */
function asExpected(expected: string, value: unknown, written: string | null): string | null {
  const isPlain = typeof value === "number" || typeof value === "boolean";
  if (expected === "string") return isPlain ? JSON.stringify(written ?? String(value)) : null;
  if (expected === "int" && typeof value === "number") return Number.isFinite(value) ? String(Math.round(value)) : null;
  if ((expected === "number" || expected === "int") && typeof value === "string")
    return value.trim() !== "" && Number.isFinite(Number(value)) ? String(Number(value)) : null;
  if (expected === "boolean" && typeof value === "string")
    return /^(?:yes|on)$/i.test(value) ? "true" : /^(?:no|off)$/i.test(value) ? "false" : null;
  if (expected === "array" && (isPlain || typeof value === "string")) return `[${written ?? String(value)}]`;
  return null;
}

function oneOf(values: readonly string[], value: unknown): Explained {
  const allowed = values.join(", ");
  if (value === undefined)
    return { reason: "it is missing", allowed, nearest: values.length === 1 ? values[0]! : null };
  const nearest = typeof value === "string" ? (nearestKey(value, values) ?? null) : null;
  return {
    reason: `${shown(value)} is not possible here`,
    allowed,
    nearest: nearest ?? (values.length === 1 ? values[0]! : null),
  };
}

function union(issue: UnionIssue, value: unknown): Explained {
  if (issue.options !== undefined) return oneOf(issue.options.map(String), value);
  const kinds = (issue.errors as readonly (readonly z.core.$ZodIssue[])[]).flatMap((errors) =>
    errors.flatMap((error) => (error.code === "invalid_type" ? [words(error.expected)] : [])),
  );
  const allowed = [...new Set(kinds)].join(" or ");
  return { reason: `expected ${allowed}, found ${found(value)}`, allowed, nearest: null };
}

const counted: Readonly<Record<string, string>> = { string: " characters", array: " entries", record: " entries" };

function bound(which: "at most" | "at least", origin: string, limit: number, value: unknown): Explained {
  const allowed = `${which} ${limit.toLocaleString("en-US")}${counted[origin] ?? ""}`;
  if (origin === "string" && limit === 1) return { reason: "it is empty", allowed, nearest: null };
  const is =
    typeof value === "number" ? `${value} is ${which === "at most" ? "too much" : "too little"}` : "the length";
  return {
    reason:
      typeof value === "number" ? `${is}: ${allowed}` : `too ${which === "at most" ? "long" : "short"}: ${allowed}`,
    allowed,
    nearest: typeof value === "number" ? String(limit) : null,
  };
}

function format(message: string, pattern: string | undefined, value: unknown): Explained {
  const reason = `${shown(value)} is not possible here: ${message}`;
  return { reason, allowed: message, nearest: typeof value === "string" ? reformed(value, pattern) : null };
}

/** What was written, in the letters that are allowed: `My Rule` is `my-rule`, `v1.2` is `1.2.0`. The pattern is the schema's own. */
function reformed(value: string, pattern: string | undefined): string | null {
  const source = pattern === undefined ? null : /^\/(.*)\/[a-z]*$/s.exec(pattern)?.[1];
  if (source === null || source === undefined || value.length > 200 || value.includes("/")) return null;
  const holds = new RegExp(source);
  const number = value.replace(/^v/, "");
  const kebab = value.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const candidates = [number, `${number}.0`, `${number}.0.0`, kebab.replace(/^[-0-9]+|-+$/g, "")];
  return candidates.find((candidate) => candidate !== value && holds.test(candidate)) ?? null;
}

const names: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map (`key: value` lines)",
  record: "a map (`key: value` lines)",
  null: "null",
};
const words = (expected: string): string => names[expected] ?? expected;

function found(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "string"
    ? "text"
    : typeof value === "boolean"
      ? String(value)
      : `the number ${String(value)}`;
}

function shown(value: unknown): string {
  if (typeof value !== "string") return value === null || typeof value === "object" ? found(value) : String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
