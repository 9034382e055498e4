import { isJsonObject } from "../editing/parsed-json.ts";
import { refusals, refuseBlank } from "../editing/refusals.ts";
import type { DialectEditing } from "../editing.ts";

/** Why a block of a generateContent request cannot be changed, or null. */
export const refuse: DialectEditing["refuse"] = ({ role, kind, signed, keepRaw }, action, text) => {
  if (signed) return refusals.signed;
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
