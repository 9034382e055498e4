import type { BytesPort } from "../document/ports.ts";
import { type Edit, splice } from "../document/splice.ts";
import { bodyStrings } from "./body-strings.ts";
import type { Redaction } from "./contract.ts";
import { formsOf } from "./forms-of.ts";
import { placeOf } from "./place-of.ts";
import { redactText } from "./redact-text.ts";

export type RedactedBody =
  | { readonly bytes: Uint8Array }
  /** A value stands where nothing else may: a JSON pointer, and why. Neither holds the value. */
  | { readonly pointer: string; readonly why: string };

const encoder = new TextEncoder();
const formsByList = new WeakMap<readonly Redaction[], readonly string[]>();
/** Escapes that JSON writers do not need: what they stand for is seen only where the string is read. */
const needlessEscape = /\\u(?:00(?:[2-7]|0[89acdACD])|[0-9a-fA-F]{0,3}[A-F])/;

/**
 * A body, known to be JSON, on the last step before it leaves: every string in it, keys included, is searched for values that must not,
 * blocks or not. The very bytes that came where there are none, which a search of the whole for each form tells: 0.1 ms per MB and form.
 */
export function redactBody(bytes: Uint8Array, redactions: readonly Redaction[], port: BytesPort): RedactedBody {
  if (redactions.length === 0) return { bytes };
  const body = port.decode(bytes, 0, bytes.length);
  if (!formsIn(redactions).some((form) => body.includes(form)) && !needlessEscape.test(body)) return { bytes };

  const decode = (start: number, end: number): string => JSON.parse(port.decode(bytes, start, end)) as string;
  const edits: Edit[] = [];
  let root: unknown;
  for (const { start, end, isKey, path } of bodyStrings(bytes, decode)) {
    const text = decode(start, end);
    const said = redactText(text, redactions);
    if (said === text) continue;
    root ??= JSON.parse(body);
    const place = placeOf(root, { isKey, path, text });
    if (place.do === "leave") continue;
    if (place.do === "refuse") return { pointer: pointerTo(path, redactions), why: place.why };
    if (isKey && isTaken(root, path, said))
      return { pointer: pointerTo(path, redactions), why: "its placeholder is a key there already" };
    edits.push({ start, end, bytes: encoder.encode(JSON.stringify(said.toWellFormed())) });
  }
  return { bytes: splice(bytes, edits) };
}

/** How the values look in the bytes of a body, in which every text is escaped once more. */
function formsIn(redactions: readonly Redaction[]): readonly string[] {
  let forms = formsByList.get(redactions);
  if (!forms) {
    forms = [...new Set(redactions.flatMap(({ value }) => formsOf(value).flatMap(formsOf)))];
    formsByList.set(redactions, forms);
  }
  return forms;
}

/** A key twice would be read one way here and another there. */
function isTaken(root: unknown, path: readonly (string | number)[], key: string): boolean {
  const parent = path.slice(0, -1).reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], root);
  return Object.hasOwn(parent as object, key);
}

/** RFC 6901. A key on the way may hold a value itself. */
const pointerTo = (path: readonly (string | number)[], redactions: readonly Redaction[]): string =>
  path
    .map((step) => redactText(String(step), redactions).replaceAll("~", "~0").replaceAll("/", "~1"))
    .map((step) => `/${step}`)
    .join("");
