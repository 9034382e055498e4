import { printValue } from "./print-value.ts";
import type { Operator } from "./selector.ts";
import { SelectorError } from "./selector-error.ts";

/** What the value belongs to. */
export interface ValueForm {
  readonly key: string;
  readonly operator: Operator;
  /** True where a comma outside quotes and braces ends the value. */
  readonly isList: boolean;
}

const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", n: "\n", t: "\t", r: "\r" };

/** The value at `start`, quoted or up to the next space, and the offset behind it. Throws SelectorError. */
export function readValue(text: string, start: number, form: ValueForm): { value: string; end: number } {
  return text[start] === '"' ? readQuoted(text, start, form) : readBare(text, start, form);
}

function readQuoted(text: string, start: number, form: ValueForm): { value: string; end: number } {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      const end = at + 1;
      const next = text[end];
      if (next === undefined || isSpace(next) || (form.isList && next === ",")) return { value, end };
      throw new SelectorError(end, "a space is missing behind the quote", written(form, value));
    }
    if (character !== "\\") value += character;
    else {
      const next = text[++at] ?? "";
      // A regex has escapes of its own: only the quote is ours.
      const escaped = form.operator === "~" && next !== '"' ? undefined : escapes[next];
      value += escaped ?? character + next;
    }
  }
  throw new SelectorError(start, "the quote is not closed", written(form, value));
}

function readBare(text: string, start: number, form: ValueForm): { value: string; end: number } {
  let depth = 0;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at]!;
    if (isSpace(character)) break;
    if (character === '"') {
      const word = /^\S*/.exec(text.slice(start))![0];
      throw new SelectorError(at, "a quote stands inside a value", written(form, word));
    }
    if (character === "{") depth++;
    else if (character === "}") depth--;
    else if (character === "," && form.isList && depth <= 0) break;
  }
  return { value: text.slice(start, at), end: at };
}

const isSpace = (character: string): boolean => /\s/.test(character);

/** The condition with this value, well formed; null where it is too long to be shown. */
const written = ({ key, operator }: ValueForm, value: string): string | null =>
  value.length > 60 ? null : `${key}${operator}${printValue(value, operator)}`;
