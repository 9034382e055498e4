import { isJsonObject } from "../editing/parsed-json.ts";
import { refusals, refuseBlank } from "../editing/refusals.ts";
import type { DialectEditing } from "../editing.ts";

const mediaKinds = new Set(["image_url", "file", "input_audio"]);

/** Why a block of a Chat Completions request cannot be changed, or null. */
export const refuse: DialectEditing["refuse"] = ({ role, kind, signed, keepRaw }, action, text) => {
  if (role === "thinking") return signed ? refusals.signed : refusals.thinking;
  if (signed) return refusals.signed;
  if (kind === "tool_definition") return refusals.tools;
  if (role === "tool_use") {
    if (action === "compress" || action === "remove") return refusals.orphans;
    if (kind === "custom") return refuseBlank(text);
    if (kind !== "function" && kind !== "function_call") return refusals.unknown;
    return text !== undefined && !isJsonObject(text) ? refusals.argumentsNoObject : null;
  }
  if (role === "tool_result") return refuseBlank(text);
  if (mediaKinds.has(kind) && keepRaw) return action === "remove" ? refuseBlank(text) : refusals.media;
  return keepRaw ? refusals.unknown : refuseBlank(text);
};
