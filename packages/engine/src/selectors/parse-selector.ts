import { type KeyRule, keyRules, ValueError } from "./key-rules.ts";
import { nearestWord } from "./nearest-word.ts";
import { readValue, type ValueForm } from "./read-value.ts";
import type { Operator, Selector, Term } from "./selector.ts";
import { operators } from "./selector.ts";
import { SelectorError } from "./selector-error.ts";

/** Characters of a selector. */
const LONGEST = 4_000;
const keys = Object.keys(keyRules);

/**
 * Reads a selector: conditions on blocks, separated by spaces, all of which must hold.
 *
 *     role:tool_result age>10 tokens>2k file:src/**,docs/** !error:true text~"TODO|FIXME"
 *
 * - `role: zone: level: pinned: error:` one of a few words (pinned: true, false, top, bottom)
 * - `tool: kind: origin:` a name, where `*`, `?` and `{a,b}` are wildcards; `file:` a path or the end of one, with `**` too
 * - `id:` `block-3` or `3`
 * - `age tokens turn position staleness` with `> >= < <= =` and a number (`2k` is 2000)
 * - `text:"plain"`, and `text~"…"` an RE2 regex that matches anywhere in the text (`(?i)` for any case)
 * - a comma between values means or (not in `text` and numbers); `!` or `not:` in front means not
 * - quotes keep spaces and commas together: inside them `\"` is a quote, `\\` a backslash, `\n` a line's end; in a regex
 *   only `\"` means something else than without quotes
 *
 * Throws SelectorError, and nothing else whatever the text.
 */
export function parseSelector(text: string): Selector {
  if (text.length > LONGEST) throw new SelectorError(LONGEST, `a selector has at most ${LONGEST} characters`);
  const terms: Term[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const { term, end } = readTerm(text, at);
    terms.push(term);
    at = skipSpace(text, end);
  }
  if (terms.length === 0) throw new SelectorError(0, "the selector is empty", "role:tool_result");
  return { terms, plan: terms.toSorted((a, b) => Number(a.readsText) - Number(b.readsText)) };
}

interface Read {
  readonly term: Term;
  /** Offset behind it. */
  readonly end: number;
}

function readTerm(text: string, start: number): Read {
  let at = start;
  let negated = false;
  while (text[at] === "!" || text.startsWith("not:", at)) {
    negated = !negated;
    at += text[at] === "!" ? 1 : "not:".length;
  }
  const keyStart = at;
  while (isKeyCharacter(text.charCodeAt(at))) at++;
  const key = text.slice(keyStart, at);
  const operator = operators.find((candidate) => text.startsWith(candidate, at));
  const rule = ruleOf(text, keyStart, key, operator);
  const { values, starts, end } = readValues(text, at, { ...rule, key, operator: operator! });
  const tests = values.map((value, index) => compile(rule, operator!, value, starts[index]!));
  return {
    end,
    term: {
      key,
      operator: operator!,
      values,
      negated,
      test: (block) => tests.some((holds) => holds(block)),
      readsText: key === "text",
    },
  };
}

/** The key's rule. Throws SelectorError where there is no such key or it does not take the operator. */
function ruleOf(text: string, at: number, key: string, operator: Operator | undefined): KeyRule {
  const rule = Object.hasOwn(keyRules, key) ? keyRules[key] : undefined;
  if (rule && operator && rule.operators.includes(operator)) return rule;
  if (rule) {
    const allowed = rule.operators.map((candidate) => `${key}${candidate}`).join(", ");
    const behind = wordAt(text, at + key.length + (operator?.length ?? 0));
    throw new SelectorError(at + key.length, `${key} is written ${allowed}`, withUsualOperator(key, rule, behind));
  }
  const word = wordAt(text, at);
  if (/^(?:or|and|\|+|&+)$/i.test(word))
    throw new SelectorError(at, "conditions are joined by a space, values by a comma", "role:user,assistant");
  const near = nearestWord(key, keys);
  if (operator) {
    const reason = key === "" ? "a key is missing" : `there is no key "${key}", only ${keys.join(", ")}`;
    throw new SelectorError(at, reason, near === null ? null : keyRules[near]!.example);
  }
  const nearest = near === null ? `text:${JSON.stringify(word)}` : keyRules[near]!.example;
  throw new SelectorError(at, "a condition is a key, an operator and a value", nearest);
}

/** What was meant by a known key with the wrong operator, as far as the value behind it fits. */
function withUsualOperator(key: string, rule: KeyRule, value: string): string {
  const operator = rule.operators.includes("=") ? "=" : rule.operators[0]!;
  try {
    if (value === "" || value.includes('"')) return rule.example;
    rule.compile(operator, value);
    return `${key}${operator}${value}`;
  } catch {
    return rule.example;
  }
}

interface Values {
  readonly values: readonly string[];
  readonly starts: readonly number[];
  readonly end: number;
}

function readValues(text: string, start: number, form: ValueForm & KeyRule): Values {
  const values: string[] = [];
  const starts: number[] = [];
  let at = start + form.operator.length;
  for (;;) {
    const { value, end } = readValue(text, at, form);
    if (end === at) throw new SelectorError(at, "a value is missing", form.example);
    values.push(value);
    starts.push(at);
    if (!form.isList || text[end] !== ",") return { values, starts, end };
    at = end + 1;
  }
}

function compile(rule: KeyRule, operator: Operator, value: string, at: number): Term["test"] {
  try {
    return rule.compile(operator, value);
  } catch (error) {
    if (error instanceof ValueError) throw new SelectorError(at, error.message, error.nearest);
    throw error;
  }
}

const isKeyCharacter = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || code === 0x5f || isUpper(code);
const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a;
const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text[at])) at++;
  return at;
}

function wordAt(text: string, from: number): string {
  let at = from;
  while (at < text.length && !isSpace(text[at])) at++;
  return text.slice(from, Math.min(at, from + 40));
}
