import { nearestKey, type YamlProblem } from "@aperture/sdk";
import { isScalar } from "yaml";
import type { z } from "zod";
import { whyNeverSettable } from "./never-settable.ts";
import { explainIssue } from "./yaml/explain-issue.ts";
import { flatIssues } from "./yaml/flat-issues.ts";
import { knownKeys } from "./yaml/known-keys.ts";
import { type ParsedYaml, parseYaml } from "./yaml/parse-yaml.ts";
import { type Path, placeOf, pointerOf, valueAt } from "./yaml/place-of.ts";

/** Something that the schema cannot know: a selector that cannot be read, at a character of the text at `path`. */
export interface Finding {
  readonly path: Path;
  readonly reason: string;
  readonly allowed?: string | null;
  readonly nearest?: string | null;
  /** 0-based character of the value. */
  readonly position?: number;
}

export interface ReadYaml<Value> {
  /** Null where there are problems. */
  readonly value: Value | null;
  /** In the order of the file. */
  readonly problems: YamlProblem[];
  /** Keys that nobody knows: kept in the file, without effect. */
  readonly warnings: YamlProblem[];
}

/** Unknown keys in unknown keys' places: each round takes one level of unions away. */
const ROUNDS = 8;

/** A file's text as a value of `schema`, or everything that is wrong with it, by line and column. Never throws, whatever the text. */
export function readYaml<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  file: string,
  check: (value: z.output<Schema>) => readonly Finding[] = () => [],
): ReadYaml<z.output<Schema>> {
  const parsed = parseYaml(text, file);
  if (parsed.document === null) return { value: null, problems: [...parsed.problems], warnings: [] };
  const at = problemAt(parsed, text, file);
  const problems: YamlProblem[] = [];
  const warnings: YamlProblem[] = [];
  const plain = parsed.value ?? {};
  let result = schema.safeParse(plain);
  for (let round = 0; round < ROUNDS && !result.success; round++) {
    const issues = flatIssues(result.error.issues);
    const unknown = issues.filter((issue) => issue.code === "unrecognized_keys");
    if (unknown.length === 0) break;
    for (const issue of unknown) {
      const path = issue.path as Path;
      const known = knownKeys(schema, path, plain);
      for (const key of issue.keys) {
        const refused = whyNeverSettable(key);
        const where = [...path, key];
        if (refused === null)
          warnings.push(
            at(where, "key", {
              reason: `nobody knows the key \`${shorten(key)}\`: it has no effect`,
              allowed: known.join(", ") || null,
              nearest: nearestKey(key.slice(0, 60), known) ?? null,
            }),
          );
        else
          problems.push(
            at(where, "key", {
              reason: `\`${shorten(key)}\` cannot be set here: ${refused}`,
              allowed: known.join(", ") || null,
              nearest: null,
            }),
          );
        remove(plain, where);
      }
    }
    result = schema.safeParse(plain);
  }
  if (!result.success) {
    for (const issue of flatIssues(result.error.issues)) {
      const path = issue.path as Path;
      const value = valueAt(plain, path);
      const place = issue.code === "invalid_key" ? "key" : "value";
      problems.push(at(path, place, explainIssue(issue, value, writtenAt(parsed, text, path))));
    }
  } else if (problems.length === 0) {
    for (const finding of check(result.data)) {
      const { path, reason, allowed = null, nearest = null, position } = finding;
      problems.push(at(path, "value", { reason, allowed, nearest }, position));
    }
  }
  return {
    value: problems.length === 0 && result.success ? result.data : null,
    problems: inOrder(problems),
    warnings: inOrder(warnings),
  };
}

type Words = Pick<YamlProblem, "reason" | "allowed" | "nearest">;

function problemAt(parsed: ParsedYaml, text: string, file: string) {
  return (path: Path, place: "key" | "value", words: Words, position = 0): YamlProblem => {
    const found = placeOf(parsed.document!, path);
    const start = place === "key" ? found.key : found.value;
    const inside = position > 0 && found.isThere ? insideScalar(text, start, found.node, position) : start;
    return { file, ...parsed.place(inside), pointer: pointerOf(path), ...words };
  };
}

/** The character of the value in the text: known where it stands there as it is, plain or in quotes without escapes. */
function insideScalar(text: string, start: number, node: unknown, position: number): number {
  if (!isScalar(node) || typeof node.value !== "string" || node.range === undefined || node.range === null)
    return start;
  const [from] = node.range;
  for (const quote of [0, 1]) if (text.startsWith(node.value, from + quote)) return from + quote + position;
  return start;
}

function writtenAt({ document }: ParsedYaml, text: string, path: Path): string | null {
  const { node, isThere } = placeOf(document!, path);
  if (!isThere || !isScalar(node) || !node.range) return null;
  const [from, to] = node.range;
  return to - from <= 200 ? text.slice(from, to) : null;
}

function remove(value: unknown, path: Path): void {
  const parent = valueAt(value, path.slice(0, -1));
  if (typeof parent === "object" && parent !== null) delete (parent as Record<string, unknown>)[String(path.at(-1))];
}

const inOrder = (problems: YamlProblem[]): YamlProblem[] =>
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
const shorten = (key: string): string => (key.length > 60 ? `${key.slice(0, 60)}…` : key);
