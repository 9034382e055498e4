import { align } from "./align.ts";
import { hasOnly, isArgumentsText, isHidden, isReadable, isResultContent, isText, partsOf } from "./content.ts";
import { equal, equalButStrings, equalExcept, isList, isObject, type Json, type JsonObject, listOf } from "./json.ts";

/** Rules of the Responses API. */
export function checkOpenaiResponses(edited: JsonObject, original: JsonObject): string[] {
  const found = isText(original.instructions, edited.instructions) ? [] : ["the instructions are empty"];
  if (equal(edited.input, original.input)) return found;
  if (typeof original.input === "string" && typeof edited.input === "string")
    return isReadable(edited.input) ? found : [...found, "the input is empty"];
  const items = itemsOf(edited.input);
  const aligned = align(itemsOf(original.input), items, isSame, isOurs);
  if (!aligned) return [...found, "an item was changed that may not be, or lost"];
  return [...found, ...aligned.flatMap((index, at) => (index === null ? checkOurs(items, at) : []))];
}

/** An input that is a string is one user message. */
const itemsOf = (input: Json | undefined): readonly Json[] =>
  typeof input === "string" ? [{ type: "message", role: "user", content: input }] : listOf(input);

const typeOf = (item: Json | undefined): string =>
  isObject(item) ? String(item.type ?? (item.role === undefined ? "" : "message")) : "";
const isSystem = (item: Json | undefined): boolean =>
  isObject(item) && typeOf(item) === "message" && (item.role === "developer" || item.role === "system");

function isOurs(item: Json): boolean {
  if (!hasOnly(item, "type", "role", "content") || item.type !== "message") return false;
  const [part, ...more] = listOf(item.content);
  const isSaid = hasOnly(part, "type", "text") && part.type === "input_text" && isReadable(part.text);
  return isSaid && more.length === 0 && (item.role === "user" || item.role === "developer");
}

/** Never behind reasoning, never between a call and its output; a developer item of ours opens the input. */
function checkOurs(items: readonly Json[], at: number): string[] {
  const before = items.slice(0, at);
  const behind = items.slice(at + 1);
  const client = before.filter((item) => !isOurs(item));
  const found: string[] = [];
  if (typeOf(client.at(-1)) === "reasoning") found.push(`input[${at}]: a text stands behind reasoning`);
  const outputs = new Set(behind.flatMap((item) => (typeOf(item).endsWith("_output") ? [idOf(item)] : [])));
  const answered = new Set(before.flatMap((item) => (typeOf(item).endsWith("_output") ? [idOf(item)] : [])));
  const isOpen = (item: Json): boolean =>
    typeOf(item).endsWith("_call") && outputs.has(idOf(item)) && !answered.has(idOf(item));
  if (before.some(isOpen)) found.push(`input[${at}]: a text stands between a call and its output`);
  const isDeveloper = isSystem(items[at]);
  if (isDeveloper && !before.every((item) => isSystem(item) || typeOf(item) === "additional_tools"))
    found.push(`input[${at}]: a developer item in the middle`);
  return found;
}

const idOf = (item: Json): Json | undefined => (isObject(item) ? (item.call_id ?? item.id) : undefined);

const outputs = [
  "function_call_output",
  "custom_tool_call_output",
  "local_shell_call_output",
  "apply_patch_call_output",
  "shell_call_output",
];

function isSame(original: Json, edited: Json): boolean {
  if (equal(original, edited)) return true;
  if (!isObject(original) || !isObject(edited)) return false;
  const type = typeOf(original);
  const isBut = (key: string): boolean => equalExcept(original, edited, [key]);
  if (type === "message") return isBut("content") && isContent(original, edited);
  if (type === "reasoning" && original.encrypted_content === "")
    return isBut("summary") && isHidden(original.summary, edited.summary);
  if (type === "function_call") return isBut("arguments") && isArgumentsText(original.arguments, edited.arguments);
  if (type === "custom_tool_call") return isBut("input") && isReadable(edited.input);
  if (["local_shell_call", "shell_call"].includes(type))
    return isBut("action") && equalButStrings(original.action, edited.action);
  if (type === "apply_patch_call") return isBut("operation") && equalButStrings(original.operation, edited.operation);
  if (!outputs.includes(type) || !isBut("output")) return false;
  return type === "shell_call_output"
    ? equalButStrings(original.output, edited.output)
    : isResultContent(original.output, edited.output);
}

function isContent(original: JsonObject, edited: JsonObject): boolean {
  if (typeof original.content === "string" && typeof edited.content === "string")
    return isText(original.content, edited.content);
  const [parts, before] = [partsOf(edited.content, "input_text"), partsOf(original.content, "input_text")];
  const mayInsert = isSystem(original);
  const isInserted = (part: Json): boolean =>
    mayInsert && hasOnly(part, "type", "text") && part.type === "input_text" && isReadable(part.text);
  const found = align(before, parts, (a, b) => isPart(a, b, original.role), isInserted);
  const hasOurs = found?.includes(null) ?? false;
  return found !== null && (hasOurs || isList(original.content) === isList(edited.content));
}

function isPart(original: Json, edited: Json, role: Json | undefined): boolean {
  if (equal(original, edited)) return true;
  if (!isObject(original) || !isObject(edited)) return false;
  const key = typeof original.text === "string" ? "text" : "refusal";
  if (typeof original[key] === "string")
    return equalExcept(original, edited, [key]) && isText(original[key], edited[key]);
  if (!["input_image", "input_file"].includes(String(original.type))) return false;
  const type = role === "assistant" ? "output_text" : "input_text";
  return hasOnly(edited, "type", "text") && edited.type === type && isReadable(edited.text);
}
