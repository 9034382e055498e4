import { isDeepStrictEqual } from "node:util";
import { type Document, parseDocument } from "yaml";
import { cutOut } from "./yaml/cut-out.ts";
import type { Path } from "./yaml/place-of.ts";
import { type Edit, putIn, wrapped } from "./yaml/put-in.ts";

/**
 * The text with one value set (undefined: taken out), and every byte beside it as it was: comments, quotes, blank lines, keys that nobody knows. Maps
 * that are missing on the way are made; one behind a list's end is appended. Throws where the text is no YAML, or the path leads through a text.
 */
export function setIn(text: string, path: Path, value: unknown): string {
  const document = read(text);
  const expected = read(text);
  if (value === undefined) {
    if (!expected.hasIn(path)) return text;
    expected.deleteIn(path);
  } else if (path.length === 0) throw new Error("a path names at least one key");
  else setNode(expected, path, value);
  const edit = value === undefined ? cutOut(document, text, path) : putIn(document, text, path, value);
  const edited = edit === null ? null : applied(text, edit);
  if (edited !== null && isSame(edited, expected)) return edited;
  // Written in a way that is not foreseen (`? key`, a comment between brackets): the same values and comments, in the library's own layout.
  return expected.toString({ lineWidth: 0 });
}

/** The value there, or undefined. */
export const getIn = (text: string, path: Path): unknown => {
  const document = read(text);
  const value: unknown = document.getIn(path);
  return typeof value === "object" && value !== null
    ? (value as { toJS(of: Document): unknown }).toJS(document)
    : value;
};

/** The library's own `setIn`, which stops at a key behind which nothing stands yet. */
function setNode(document: Document, path: Path, value: unknown): void {
  for (let length = 1; length < path.length; length++) {
    const upTo = path.slice(0, length);
    if (document.getIn(upTo) !== null) continue;
    document.setIn(upTo, document.createNode(wrapped(path.slice(length), value)));
    return;
  }
  document.setIn(path, document.createNode(value));
}

function read(text: string): Document {
  const document = parseDocument(text, { stringKeys: true, prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document;
}

const applied = (text: string, { start, end, text: inserted }: Edit): string =>
  text.slice(0, start) + inserted + text.slice(end);

function isSame(text: string, expected: Document): boolean {
  const document = parseDocument(text, { stringKeys: true });
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), expected.toJS());
}
