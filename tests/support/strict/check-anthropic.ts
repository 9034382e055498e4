import { align } from "./align.ts";
import { hasOnly, isArguments, isHidden, isReadable, isResultContent, isText, marksIn, partsOf } from "./content.ts";
import { equal, equalButStrings, equalExcept, isList, isObject, type Json, type JsonObject, listOf } from "./json.ts";

const MARKS = 4;

/** Rules of the Messages API. */
export function checkAnthropic(edited: JsonObject, original: JsonObject): string[] {
  const [messages, before] = [listOf(edited.messages), listOf(original.messages)];
  if (messages.length !== before.length) return ["a message came or went"];
  const found = messages.flatMap((message, index) => checkMessage(message, before[index]!, `messages[${index}]`));
  return [
    ...found,
    ...checkContent(edited.system, original.system, "system", true),
    ...checkMarks(edited, original),
    ...checkPairs(messages, before),
    ...checkPrefill(messages.at(-1), before.at(-1)),
  ];
}

function checkMessage(edited: Json, original: Json, where: string): string[] {
  if (!isObject(edited) || !isObject(original)) return equal(edited, original) ? [] : [`${where} was changed`];
  if (!equalExcept(original, edited, ["content"])) return [`${where}: a member beside content was changed`];
  return checkContent(edited.content, original.content, where, original.role === "user");
}

function checkContent(
  edited: Json | undefined,
  original: Json | undefined,
  where: string,
  mayInsert: boolean,
): string[] {
  if (equal(edited, original)) return [];
  if (typeof edited === "string" && typeof original === "string")
    return isReadable(edited) ? [] : [`${where} is empty`];
  const [parts, before] = [partsOf(edited, "text"), partsOf(original, "text")];
  const found = align(before, parts, isSame, (part) => mayInsert && isOurs(part));
  if (!found) return [`${where}: a part was changed that may not be, or lost`];
  const ours = found.filter((index) => index === null).length;
  const changedShape = isList(edited) !== isList(original) && original !== undefined && original !== null && ours === 0;
  const lastResult = parts.findLastIndex(isResult);
  const isOursBefore = found.some((index, at) => index === null && at < lastResult);
  return [
    ...(changedShape ? [`${where}: a string became a list, or a list a string`] : []),
    ...(isOursBefore ? [`${where}: a text stands before a tool result`] : []),
  ];
}

const isOurs = (part: Json): boolean => hasOnly(part, "type", "text") && part.type === "text" && isReadable(part.text);
const isResult = (part: Json): boolean => isObject(part) && String(part.type).endsWith("tool_result");

/** True where the provider takes `edited` in the place of `original`. */
function isSame(original: Json, edited: Json): boolean {
  if (equal(original, edited)) return true;
  if (!isObject(original) || !isObject(edited)) return false;
  const isKind = original.type === edited.type;
  if (original.type === "text")
    return isKind && equalExcept(original, edited, ["text"]) && isText(original.text, edited.text);
  if (original.type === "tool_use")
    return isKind && equalExcept(original, edited, ["input"]) && isArguments(original.input, edited.input);
  if (original.type === "thinking" && original.signature === "")
    return isKind && equalExcept(original, edited, ["thinking"]) && isHidden(original.thinking, edited.thinking);
  if (original.type === "tool_result" || original.type === "mcp_tool_result")
    return isKind && equalExcept(original, edited, ["content"]) && isResultContent(original.content, edited.content);
  if (original.type !== "image" && original.type !== "document") return false;
  if (original.type === "document" && isKind) return equalButStrings(original, edited);
  const names = ["type", "text", ...(original.cache_control === undefined ? [] : ["cache_control"])];
  return (
    edited.type === "text" &&
    hasOnly(edited, ...names) &&
    isReadable(edited.text) &&
    equal(original.cache_control, edited.cache_control)
  );
}

function checkMarks(edited: JsonObject, original: JsonObject): string[] {
  const [now, before] = [countMarks(edited), countMarks(original)];
  if (now > before) return [`${now} cache marks where the client set ${before}`];
  return now > MARKS && before <= MARKS ? [`${now} cache marks`] : [];
}

function countMarks(request: JsonObject): number {
  const contents = [request.system, ...listOf(request.messages).map((message) => isObject(message) && message.content)];
  const parts = contents.flatMap((content) => listOf(content as Json));
  return [...contents, ...parts.map((part) => isObject(part) && part.content)].reduce<number>(
    (sum, list) => sum + marksIn(list as Json),
    marksIn(request.tools),
  );
}

/** Calls of a message and results of the next must go together as they did. */
function checkPairs(edited: readonly Json[], original: readonly Json[]): string[] {
  const ids = (message: Json | undefined, type: string, key: string): Json[] =>
    (isObject(message) ? listOf(message.content) : []).flatMap((part) =>
      isObject(part) && part.type === type ? [part[key] ?? null] : [],
    );
  const pairs = (messages: readonly Json[]): Json =>
    messages.map((message, at) => [
      ids(message, "tool_use", "id"),
      ids(messages[at + 1], "tool_result", "tool_use_id"),
    ]);
  return equal(pairs(edited), pairs(original)) ? [] : ["calls and results do not go together as they did"];
}

/** "final assistant content cannot end with trailing whitespace" */
function checkPrefill(edited: Json | undefined, original: Json | undefined): string[] {
  if (!isObject(edited) || edited.role !== "assistant" || equal(edited, original)) return [];
  const last = partsOf(edited.content, "text").at(-1);
  const before = isObject(original) ? partsOf(original.content, "text").at(-1) : undefined;
  const isBad = isObject(last) && typeof last.text === "string" && /\s$/.test(last.text) && !equal(last, before);
  return isBad ? ["the last assistant text ends in white space"] : [];
}
