import type { JsonNode } from "../../document/json-node.ts";
import { jsonText } from "../editing/json-text.ts";
import { isJsonObject } from "../editing/parsed-json.ts";
import type { UnitEdits } from "../editing/unit-edits.ts";
import { wellFormedJson } from "../editing/well-formed-json.ts";
import { lineOf } from "../editing/write-content.ts";
import { responseMedia, wrappedText } from "./response-text.ts";

/**
 * Makes a function's response say `text`: in the string it is wrapped around; else as an object where the text is one in its
 * compact form, as blocks show it; else as `{output}` or `{error}`. A response must be an object (400). Media parts stay as
 * long as the lines that describe them stand in the text.
 */
export function writeResponse(answer: JsonNode, text: string, edits: UnitEdits): void {
  const said = keepMedia(answer, text, edits);
  const response = answer.get("response");
  const wrapped = response && wrappedText(response);
  if (wrapped) edits.replace(wrapped, jsonText(said));
  else if (response?.isString) edits.replace(response, jsonText(said));
  else edits.setMember(answer, "response", isCompactObject(said) ? wellFormedJson(said) : wrap(response, said));
}

const wrap = (response: JsonNode | undefined, text: string): string =>
  `{"${response?.get("error") ? "error" : "output"}":${jsonText(text)}}`;

/** True where the text reads back as it is: a lone `{"output":"…"}` would lose its wrapper. */
function isCompactObject(text: string): boolean {
  if (!isJsonObject(text)) return false;
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const isWrapper = Object.keys(value).length === 1 && typeof Object.values(value)[0] === "string";
  return !isWrapper && JSON.stringify(value) === text;
}

/** Drops the media parts whose line is gone; the text without the lines of those that stay. */
function keepMedia(answer: JsonNode, text: string, edits: UnitEdits): string {
  const parts = answer.get("parts");
  const kept: string[] = [];
  let said = text;
  for (const part of parts?.items() ?? []) {
    const media = responseMedia(part);
    const at = media ? lineOf(said, media.text) : -1;
    if (media && at >= 0) said = withoutLine(said, at, media.text.length);
    if (!media || at >= 0) kept.push(part.raw());
  }
  if (parts?.isArray && kept.length < parts.items().length) edits.replace(parts, `[${kept.join(",")}]`);
  return said;
}

function withoutLine(text: string, at: number, length: number): string {
  const before = text.slice(0, Math.max(0, at - 1));
  const behind = text.slice(at + length + 1);
  return before === "" || behind === "" ? before + behind : `${before}\n${behind}`;
}
