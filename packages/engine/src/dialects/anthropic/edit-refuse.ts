import { isJsonObject } from "../editing/parsed-json.ts";
import { refusals, refuseBlank } from "../editing/refusals.ts";
import type { DialectEditing } from "../editing.ts";

/** Why a block of a Messages request cannot be changed, or null. */
export const refuse: DialectEditing["refuse"] = ({ role, kind, signed, keepRaw }, action, text) => {
  if (role === "thinking") return signed ? refusals.signed : refusals.thinking;
  if (signed) return refusals.signed;
  if (kind === "tool_definition") return refusals.tools;
  if (role === "tool_use") {
    if (kind !== "tool_use") return refusals.providersOwn;
    if (action === "compress" || action === "remove") return refusals.orphans;
    return text !== undefined && !isJsonObject(text) ? refusals.argumentsNoObject : null;
  }
  if (role === "tool_result") return refuseBlank(text);
  if (kind === "image" || kind === "document") {
    const isLegal = action === "remove" || (action === "redact" && kind === "document");
    return isLegal ? refuseBlank(text) : refusals.media;
  }
  return keepRaw ? refusals.unknown : refuseBlank(text);
};
