import { align } from "./align.ts";
import { hasOnly, isArgumentsText, isReadable, isResultContent, isText, partsOf } from "./content.ts";
import { equal, equalExcept, isList, isObject, type Json, type JsonObject, listOf } from "./json.ts";

/** Rules of the Chat Completions API. */
export function checkOpenaiChat(edited: JsonObject, original: JsonObject): string[] {
  if (equal(edited.messages, original.messages)) return [];
  const messages = listOf(edited.messages);
  const found = align(listOf(original.messages), messages, isSame, isOurs);
  if (!found) return ["a message was changed that may not be, or lost"];
  return found.flatMap((index, at) => (index === null ? checkOurs(messages, at) : []));
}

const roleOf = (message: Json | undefined): Json | undefined => (isObject(message) ? message.role : undefined);
const isSystem = (message: Json | undefined): boolean => ["system", "developer"].includes(String(roleOf(message)));
const isResult = (message: Json | undefined): boolean => ["tool", "function"].includes(String(roleOf(message)));

function isOurs(message: Json): boolean {
  const isMessage = hasOnly(message, "role", "content") && isReadable(message.content);
  return isMessage && (message.role === "user" || message.role === "system");
}

/** Nothing between calls and their results; a system message of ours stands with the client's. */
function checkOurs(messages: readonly Json[], at: number): string[] {
  const next = messages.slice(at + 1).find((message) => !isOurs(message));
  const before = messages.slice(0, at).findLast((message) => !isOurs(message));
  const hasOpenCall = isObject(before) && listOf(before.tool_calls).length > 0;
  if (isResult(next) || hasOpenCall) return [`messages[${at}]: a text stands between calls and their results`];
  const isMisplaced = roleOf(messages[at]) === "system" && !messages.slice(0, at).every(isSystem);
  return isMisplaced ? [`messages[${at}]: a system message in the middle`] : [];
}

function isSame(original: Json, edited: Json): boolean {
  if (equal(original, edited)) return true;
  if (!isObject(original) || !isObject(edited)) return false;
  if (!equalExcept(original, edited, ["content", "tool_calls", "function_call", "refusal"])) return false;
  return (
    isContent(original, edited) &&
    isText(original.refusal, edited.refusal) &&
    areCalls(original.tool_calls, edited.tool_calls) &&
    isBody(original.function_call, edited.function_call, "arguments")
  );
}

function isContent(original: JsonObject, edited: JsonObject): boolean {
  if (equal(original.content, edited.content)) return true;
  if (isResult(original)) return isResultContent(original.content, edited.content);
  if (typeof original.content === "string" && typeof edited.content === "string") return isReadable(edited.content);
  const [parts, before] = [partsOf(edited.content, "text"), partsOf(original.content, "text")];
  const mayInsert = isSystem(original);
  const found = align(
    before,
    parts,
    isPart,
    (part) => mayInsert && hasOnly(part, "type", "text") && isReadable(part.text),
  );
  const hasOurs = found?.includes(null) ?? false;
  return found !== null && (hasOurs || isList(original.content) === isList(edited.content));
}

function isPart(original: Json, edited: Json): boolean {
  if (equal(original, edited)) return true;
  if (!isObject(original) || !isObject(edited)) return false;
  const key = typeof original.text === "string" ? "text" : "refusal";
  if (typeof original[key] === "string")
    return equalExcept(original, edited, [key]) && isText(original[key], edited[key]);
  if (!["image_url", "file", "input_audio"].includes(String(original.type)) || edited.type !== "text") return false;
  return isReadable(edited.text) && equal(original.cache_control, edited.cache_control);
}

function areCalls(original: Json | undefined, edited: Json | undefined): boolean {
  if (equal(original, edited)) return true;
  const [calls, before] = [listOf(edited), listOf(original)];
  return calls.length === before.length && calls.every((call, at) => isCall(before[at]!, call));
}

function isCall(original: Json, edited: Json): boolean {
  if (!isObject(original) || !isObject(edited) || !equalExcept(original, edited, ["function", "custom"])) return false;
  return isBody(original.function, edited.function, "arguments") && isBody(original.custom, edited.custom, "input");
}

function isBody(original: Json | undefined, edited: Json | undefined, key: string): boolean {
  if (equal(original, edited)) return true;
  if (!isObject(original) || !isObject(edited) || !equalExcept(original, edited, [key])) return false;
  return key === "input" ? isReadable(edited.input) : isArgumentsText(original[key], edited[key]);
}
