import { align } from "./align.ts";
import { hasOnly, isArguments, isReadable, isText } from "./content.ts";
import { equal, equalButStrings, equalExcept, isList, isObject, type Json, type JsonObject, listOf } from "./json.ts";

/** Rules of the generateContent API. */
export function checkGemini(edited: JsonObject, original: JsonObject): string[] {
  const [contents, before] = [asList(edited.contents), asList(original.contents)];
  if (contents.length !== before.length) return ["a content came or went"];
  const found = contents.flatMap((content, at) =>
    checkContent(content, before[at]!, `contents[${at}]`, isUser(before[at]!)),
  );
  const system = "systemInstruction" in edited ? "systemInstruction" : "system_instruction";
  if (equal(edited[system], original[system])) return found;
  const [now, was] = [edited[system] ?? null, original[system] ?? { parts: [] }];
  return [...found, ...checkContent(now, was, system, true)];
}

const asList = (value: Json | undefined): readonly Json[] => (isObject(value) ? [value] : listOf(value));
const isUser = (content: Json): boolean => isObject(content) && (content.role ?? "user") === "user";

function checkContent(edited: Json, original: Json, where: string, mayInsert: boolean): string[] {
  if (equal(edited, original)) return [];
  if (typeof original === "string" && isReadable(edited)) return [];
  if (!isObject(edited) || !isObject(original)) return [`${where} was changed`];
  if (!equalExcept(original, edited, ["parts"])) return [`${where}: a member beside parts was changed`];
  const parts = asList(edited.parts);
  const found = align(asList(original.parts), parts, isSame, (part) => mayInsert && isOurs(part));
  if (!found) return [`${where}: a part was changed that may not be, or lost`];
  const lastResult = parts.findLastIndex((part) => member(part, "functionResponse") !== undefined);
  const isOursBefore = found.some((index, at) => index === null && at < lastResult);
  return isOursBefore ? [`${where}: a text stands before a function response`] : [];
}

const isOurs = (part: Json): boolean => hasOnly(part, "text") && isReadable(part.text);

/** A member by either of its names. */
function member(value: Json, name: string): Json | undefined {
  if (!isObject(value)) return undefined;
  return value[name] ?? value[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

function isSame(original: Json, edited: Json): boolean {
  if (equal(original, edited)) return true;
  if (!isObject(original) || !isObject(edited)) return false;
  if (original.thought === true) return false;
  if (member(original, "thoughtSignature") !== undefined) return isHidden(original, edited);
  if (typeof original.text === "string")
    return equalExcept(original, edited, ["text"]) && isText(original.text, edited.text);
  if (member(original, "inlineData") ?? member(original, "fileData")) return isOurs(edited);
  return isCall(original, edited) || isResponse(original, edited);
}

/**
 * What was signed may say placeholders again where an answer was given values (text and arguments, not names), nothing else.
 */
function isHidden(original: Json | undefined, edited: Json | undefined, isText = false): boolean {
  if (equal(original, edited)) return true;
  if (typeof original === "string") return isText && typeof edited === "string" && hasPlaceholder(edited);
  if (isList(original))
    return (
      isList(edited) &&
      original.length === edited.length &&
      original.every((each, at) => isHidden(each, edited[at], isText))
    );
  if (!isObject(original) || !isObject(edited)) return false;
  const keys = Object.keys(original);
  if (keys.length !== Object.keys(edited).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(edited, key) && isHidden(original[key], edited[key], isText || key === "text" || key === "args"),
  );
}

const hasPlaceholder = (text: string): boolean => /REDACTED_[0-9]+/.test(text);

function isCall(original: JsonObject, edited: JsonObject): boolean {
  const [before, now] = [member(original, "functionCall"), member(edited, "functionCall")];
  if (!isObject(before) || !isObject(now)) return false;
  return (
    equalExcept(original, edited, ["functionCall", "function_call"]) &&
    equalExcept(before, now, ["args"]) &&
    isArguments(before.args, now.args)
  );
}

function isResponse(original: JsonObject, edited: JsonObject): boolean {
  const [before, now] = [member(original, "functionResponse"), member(edited, "functionResponse")];
  if (!isObject(before) || !isObject(now)) return false;
  const media = listOf(before.parts);
  const isLeft = listOf(now.parts).every((part) => media.some((other) => equal(part, other)));
  const isTaken = isObject(now.response) || equalButStrings(before.response, now.response);
  return (
    isLeft &&
    isTaken &&
    equalExcept(original, edited, ["functionResponse", "function_response"]) &&
    equalExcept(before, now, ["response", "parts"])
  );
}
