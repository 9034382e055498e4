import { equal, equalButStrings, isList, isObject, type Json, type JsonObject, listOf, stringsOf } from "./json.ts";

/** Said again as it was, or as something that can be read. */
export const isText = (original: Json | undefined, edited: Json | undefined): boolean =>
  equal(original, edited) || isReadable(edited);

export const isReadable = (value: Json | undefined): boolean => typeof value === "string" && value.trim() !== "";

const media = ["image", "document", "search_result", "image_url", "file", "input_audio", "input_image", "input_file"];

/**
 * True where the content of a tool's result may have become `edited`: a string stays one, in a list every part that is left is
 * the client's, byte for byte or with other words in its text, and nothing but text and media went. Marks do not get lost.
 */
export function isResultContent(original: Json | undefined, edited: Json | undefined): boolean {
  if (equal(original, edited)) return true;
  if (!isList(original)) return isReadable(edited);
  if (!isList(edited) || edited.length === 0) return false;
  const marks = [marksIn(original), marksIn(edited)] as const;
  if (marks[1] > marks[0] || (marks[0] > 0 && marks[1] === 0)) return false;
  const isKept = (part: Json): boolean => edited.some((other) => equal(withoutMark(part), withoutMark(other)));
  const isKnown = (part: Json): boolean =>
    typeof part === "string" ||
    (isObject(part) && (typeof part.text === "string" || media.includes(String(part.type))));
  const mayStand = (part: Json): boolean => isTextPart(part) || original.some((other) => mayHaveBecome(other, part));
  return original.every((part) => isKnown(part) || isKept(part)) && edited.every(mayStand);
}

function isTextPart(part: Json): boolean {
  if (typeof part === "string") return isReadable(part);
  return isObject(part) && ["text", "input_text"].includes(String(part.type)) && isReadable(part.text);
}

/** The part as it was, or a known one whose words were changed where it stands. */
const mayHaveBecome = (original: Json, edited: Json): boolean =>
  equal(withoutMark(original), withoutMark(edited)) ||
  (isObject(original) &&
    ["document", "search_result"].includes(String(original.type)) &&
    equalButStrings(original, edited));

function withoutMark(part: Json): Json {
  if (!isObject(part)) return part;
  return Object.fromEntries(Object.entries(part).filter(([key]) => key !== "cache_control"));
}

/** Cache marks of the parts of a list. */
export const marksIn = (parts: Json | undefined): number =>
  listOf(parts).filter((part) => isObject(part) && isObject(part.cache_control)).length;

/** Arguments as they were, or those of a tool: an object. */
export function isArguments(original: Json | undefined, edited: Json | undefined): boolean {
  return equal(original, edited) || isObject(edited);
}

/** The same where they are JSON inside a string. */
export function isArgumentsText(original: Json | undefined, edited: Json | undefined): boolean {
  if (equal(original, edited)) return true;
  if (typeof edited !== "string") return isObject(original) && isObject(edited);
  try {
    const value = JSON.parse(edited) as Json;
    return isObject(value) && stringsOf(value).every((text) => text.isWellFormed());
  } catch {
    // Where the client's were no JSON either, only their words may have been changed.
    return typeof original === "string" && !isJson(original);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A content as a list of parts: a string is one text. */
export function partsOf(content: Json | undefined, type: string): readonly Json[] {
  if (typeof content === "string") return content === "" ? [] : [{ type, text: content }];
  return listOf(content);
}

/** True where an object has these members and no others. */
export const hasOnly = (value: Json | undefined, ...keys: string[]): value is JsonObject =>
  isObject(value) && Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));

/** What nobody signed may say placeholders instead of what must not leave; in whatever structure, of which only strings change. */
export function isHidden(original: Json | undefined, edited: Json | undefined): boolean {
  if (!equalButStrings(original, edited)) return false;
  const before = stringsOf(original);
  return stringsOf(edited).every((text, at) => text === before[at] || /REDACTED_[0-9]+/.test(text));
}
