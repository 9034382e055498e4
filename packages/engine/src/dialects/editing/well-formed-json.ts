/** An escaped backslash, an escaped pair, or half of one. */
const escapes = /\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}/g;
const HALF = "\\ud83d".length;

/** A JSON text in which lone surrogates, raw or escaped, are U+FFFD (`jsonText` says why); every other byte stays. */
export function wellFormedJson(json: string): string {
  return json.toWellFormed().replace(escapes, (found) => (found.length === HALF ? "\ufffd" : found));
}
