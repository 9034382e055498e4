import { decoded, joined } from "./disguises.ts";
import { findPersonal, type Person } from "./find-personal.ts";
import { lineAt } from "./line-at.ts";
import { randomText } from "./random-text.ts";
import { secretShapes } from "./secret-shapes.ts";
import { yamlTexts } from "./yaml-texts.ts";

/** Something that must not leave this machine. Never what it is, only of what kind. */
export interface Leak {
  /** The shape's name (`github-token`), or what it is in words. */
  readonly what: string;
  readonly line: number;
}

/** Told by the words around a value: over a seam, the next line's words would be taken for one. */
const loose = new Set(["named-value", "authorization", "address-with-password"]);
const secretName =
  /(?:secret|passw(?:or)?d|passphrase|api[_-]?key|private[_-]?key|access[_-]?key|token|credential)s?$/i;

/**
 * The first secret, or trace of a person, in a YAML file: as it is written, as YAML reads it, over line breaks and quotes that it is split
 * by, and inside of base64, hexadecimal, percent and backslash encodings. Null: none.
 */
export function findLeak(source: string, person: Person): Leak | null {
  const texts = yamlTexts(source);
  const named = texts.find(({ key, text }) => key !== null && secretName.test(key) && /^\S{6,}$/.test(text));
  if (named) return { what: "a setting that is named like a secret", line: lineAt(source, named.offset) };
  const views = [
    { text: source, offsetOf: (index: number) => index },
    // Inside of a value that is not written as it is read, only the value's beginning is known.
    ...texts.map(({ text, offset }) => ({ text, offsetOf: () => offset })),
  ];
  for (const { text, offsetOf } of views) {
    const found = within(text, person, 2);
    if (found) return { what: found.what, line: lineAt(source, offsetOf(found.offset)) };
  }
  return null;
}

interface Found {
  readonly what: string;
  readonly offset: number;
}

function within(text: string, person: Person, depth: number): Found | null {
  const plain = shaped(text, true) ?? findPersonal(text, person) ?? unnamed(text);
  if (plain || depth === 0) return plain;
  const whole = joined(text);
  const split = shaped(whole.text, false);
  if (split) return { what: split.what, offset: whole.offsetOf(split.offset) };
  for (const disguise of [...decoded(text), ...decoded(whole.text).map((each) => through(each, whole))]) {
    const found = within(disguise.text, person, depth - 1);
    if (found) return { what: found.what, offset: disguise.offsetOf(found.offset) };
  }
  return null;
}

const through = (inner: ReturnType<typeof joined>, outer: ReturnType<typeof joined>): ReturnType<typeof joined> => ({
  text: inner.text,
  offsetOf: (index) => outer.offsetOf(inner.offsetOf(index)),
});

// The shape in the list looks for the key's end too, 20,000 characters far, from every beginning: here the beginning is enough.
const keyBegins = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;

function shaped(text: string, withLoose: boolean): Found | null {
  const begin = text.search(keyBegins);
  if (begin >= 0) return { what: "private-key", offset: begin };
  for (const { name, pattern } of secretShapes) {
    if (!withLoose && loose.has(name)) continue;
    // `minTokens: 10000000` is a number of tokens, not a token.
    for (const { index, 0: value } of text.matchAll(pattern))
      if (name !== "named-value" || !/^\d+$/.test(value)) return { what: name, offset: index };
  }
  return null;
}

function unnamed(text: string): Found | null {
  const offset = randomText(text);
  return offset < 0 ? null : { what: "a long random text", offset };
}
