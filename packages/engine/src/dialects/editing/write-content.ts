import type { JsonNode } from "../../document/json-node.ts";
import type { InnerPart } from "../reading/joined-content.ts";
import { jsonText } from "./json-text.ts";
import type { Wrapping } from "./place.ts";
import type { UnitEdits } from "./unit-edits.ts";

/** How a dialect writes the content of a tool's result. */
export interface ContentStyle {
  /** A part as the dialect's `blocks` reads it. */
  readonly read: (part: JsonNode) => InnerPart;
  /** Around the string of a text part. */
  readonly textPart: Wrapping;
}

/** Parts that may be left out; what is not known stays whatever the new text says (a `tool_reference` loads a tool). */
const media = new Set([
  "image",
  "document",
  "search_result",
  "image_url",
  "file",
  "input_audio",
  "input_image",
  "input_file",
]);

/**
 * Makes a content that is a string or a list of parts say `text`, in the shape it has. Of a list, the one text part there is
 * gets the text; else the list is written anew: an image or file stays, byte for byte, where the line that describes it still
 * stands in the text. A cache mark of a part that goes moves to the last part, unless one is left.
 */
export function writeContent(content: JsonNode, text: string, edits: UnitEdits, style: ContentStyle): void {
  const parts = content.items();
  const said = parts.length === 1 ? textNode(parts[0]!) : undefined;
  if (!content.isArray) edits.replace(content, jsonText(text));
  else if (said) edits.replace(said, jsonText(text));
  else edits.replace(content, `[${elements(parts, text, style).join(",")}]`);
}

/** A text part in the place of an image or a file, with its cache mark. */
export function writeInsteadOf(part: JsonNode, text: string, { opening, closing }: Wrapping, edits: UnitEdits): void {
  const mark = part.get("cache_control");
  const marked = mark?.isObject ? `,"cache_control":${mark.raw()}` : "";
  edits.replace(part, opening + jsonText(text) + marked + closing);
}

function textNode(part: JsonNode): JsonNode | undefined {
  if (part.isString) return part;
  const text = part.get("text");
  return text?.isString ? text : undefined;
}

function elements(parts: readonly JsonNode[], text: string, style: ContentStyle): string[] {
  const written: string[] = [];
  const kept: string[] = [];
  let rest = text;
  let lostMark: string | undefined;
  let hasMark = false;
  const say = (said: string): void => {
    if (said.trim() !== "") written.push(style.textPart.opening + jsonText(said) + style.textPart.closing);
  };
  for (const part of parts) {
    const { text: description, isText } = style.read(part);
    const at = isText ? -1 : lineOf(rest, description);
    const mark = part.get("cache_control");
    if (at >= 0) {
      say(rest.slice(0, Math.max(0, at - 1)));
      written.push(part.raw());
      rest = rest.slice(at + description.length + 1);
    } else if (!isText && !media.has(part.text("type") ?? "")) kept.push(part.raw());
    else {
      lostMark = mark?.isObject ? mark.raw() : lostMark;
      continue;
    }
    hasMark ||= mark?.isObject ?? false;
  }
  say(rest);
  written.push(...kept);
  const last = written.length - 1;
  if (lostMark && !hasMark) written[last] = `${written[last]!.slice(0, -1)},"cache_control":${lostMark}}`;
  return written;
}

/** Offset at which `wanted` stands as whole lines, or -1. */
export function lineOf(text: string, wanted: string): number {
  if (wanted === "") return -1;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if ((at === 0 || text[at - 1] === "\n") && (end === text.length || text[end] === "\n")) return at;
  }
  return -1;
}
