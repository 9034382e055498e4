import { isJsonObject } from "../editing/parsed-json.ts";
import { refusals, refuseBlank } from "../editing/refusals.ts";
import type { DialectEditing, Refusal } from "../editing.ts";

const outputs = new Set([
  "function_call_output",
  "custom_tool_call_output",
  "local_shell_call_output",
  "apply_patch_call_output",
]);
/** Built-in tools that the client runs: their fields are checked by the API, so only strings inside them may change. */
const clientTools = new Set(["local_shell_call", "shell_call", "shell_call_output", "apply_patch_call"]);
const mediaKinds = new Set(["input_image", "input_file"]);

/** Why a block of a Responses request cannot be changed, or null. */
export const refuse: DialectEditing["refuse"] = (draft, action, text) => {
  const { role, kind, signed, keepRaw } = draft;
  if (role === "thinking") return signed ? refusals.signed : refusals.thinking;
  if (signed) return refusals.signed;
  if (kind === "tool_definition") return refusals.tools;
  if (clientTools.has(kind) && action === "redact" && text === undefined) return null;
  if (role === "tool_use") return refuseCall(draft, action, text);
  if (role === "tool_result") return outputs.has(kind) ? refuseBlank(text) : refusals.providersOwn;
  if (mediaKinds.has(kind) && keepRaw) return action === "remove" ? refuseBlank(text) : refusals.media;
  return keepRaw ? refusals.unknown : refuseBlank(text);
};

const refuseCall: DialectEditing["refuse"] = ({ kind, keepRaw }, action, text): Refusal | null => {
  const isCustom = kind === "custom_tool_call";
  if (keepRaw || (kind !== "function_call" && !isCustom)) return refusals.providersOwn;
  if (action === "compress" || action === "remove") return refusals.orphans;
  if (isCustom) return refuseBlank(text);
  return text !== undefined && !isJsonObject(text) ? refusals.argumentsNoObject : null;
};
