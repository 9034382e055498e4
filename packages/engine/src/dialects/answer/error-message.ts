import { field, textField } from "./json-value.ts";

/** Longer texts are no message for a person. */
const SHOWN_CHARACTERS = 2_000;

/**
 * The message of an error in any of the shapes that providers use: `{error: {message}}`, `{error: "…"}`, `{message}`,
 * `{detail}`, a list of those, or plain text. Null for HTML and for what holds no error.
 */
export function errorMessage(body: unknown): string | null {
  if (Array.isArray(body)) return body.length > 0 ? errorMessage((body as unknown[])[0]) : null;
  if (typeof body === "string") return /^\s*(<|$)/.test(body) ? null : body.trim().slice(0, SHOWN_CHARACTERS);
  const error = field(body, "error");
  const found =
    textField(error, "message") ??
    (typeof error === "string" ? error : undefined) ??
    textField(body, "message") ??
    textField(body, "detail") ??
    textField(error, "code") ??
    textField(error, "type") ??
    textField(error, "status");
  return found === undefined || found === "" ? null : found.slice(0, SHOWN_CHARACTERS);
}
