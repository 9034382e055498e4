import { isJsonObject } from "../editing/parsed-json.ts";
import { refusals, refuseBlank } from "../editing/refusals.ts";
import type { DialectEditing } from "../editing.ts";

/**
 * What Gemini 3 signs comes back from the client with the values that the answer was given in place of placeholders: hiding
 * them again says what the model signed. Any other text would not be that, so no text may be given.
 */
const isSignedAgain: (...about: Parameters<DialectEditing["refuse"]>) => boolean = ({ role, kind }, action, text) =>
  action === "redact" && text === undefined && role !== "thinking" && (kind === "functionCall" || kind === "text");

/** Why a block of a generateContent request cannot be changed, or null. */
export const refuse: DialectEditing["refuse"] = (draft, action, text) => {
  const { role, kind, signed, keepRaw } = draft;
  if (signed && !isSignedAgain(draft, action, text)) return refusals.signed;
  if (role === "thinking") return refusals.thinking;
  if (kind === "tool_definition") return refusals.tools;
  if (kind === "executableCode" || kind === "codeExecutionResult") return refusals.providersOwn;
  if (role === "tool_use") {
    if (action === "compress" || action === "remove") return refusals.orphans;
    return text !== undefined && !isJsonObject(text) ? refusals.argumentsNoObject : null;
  }
  if (role === "tool_result") return refuseBlank(text);
  if (kind === "inlineData" || kind === "fileData") return action === "remove" ? refuseBlank(text) : refusals.media;
  return keepRaw ? refusals.unknown : refuseBlank(text);
};
