import type { DialectId } from "@aperture/sdk";
import { isList, isObject, type Json, type JsonObject } from "./json.ts";

/** Ways in which clients write one request: as recorded, indented, or with every content as a list, marks inside of it. */
export const dresses = ["plain", "indented", "lists"] as const;
export type Dress = (typeof dresses)[number];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function dressed(dialect: DialectId, body: Uint8Array, dress: Dress): Uint8Array {
  if (dress === "plain") return body;
  const value = JSON.parse(decoder.decode(body)) as JsonObject;
  return encoder.encode(dress === "indented" ? JSON.stringify(value, null, 1) : JSON.stringify(listed(dialect, value)));
}

function listed(dialect: DialectId, request: JsonObject): Json {
  if (dialect === "anthropic") return { ...request, messages: each(request.messages, anthropicMessage) };
  if (dialect === "openai-chat") return { ...request, messages: each(request.messages, chatMessage) };
  if (dialect === "openai-responses") return { ...request, input: each(request.input, item) };
  return request;
}

const each = (list: Json | undefined, change: (value: JsonObject) => Json): Json =>
  isList(list) ? list.map((value) => (isObject(value) ? change(value) : value)) : (list ?? null);

const anthropicMessage = (message: JsonObject): Json => ({
  ...message,
  content: typeof message.content === "string" ? halves(message.content, "text") : each(message.content, anthropicPart),
});

/** The mark of a result goes inside, onto the last of its parts. */
function anthropicPart(part: JsonObject): Json {
  if (part.type !== "tool_result" || typeof part.content !== "string" || part.content === "") return part;
  const { cache_control: mark, ...rest } = part;
  const parts = halves(part.content, "text");
  const last = parts.at(-1)!;
  return { ...rest, content: mark === undefined ? parts : [...parts.slice(0, -1), { ...last, cache_control: mark }] };
}

const chatMessage = (message: JsonObject): Json =>
  typeof message.content === "string" && message.content.trim() !== ""
    ? { ...message, content: halves(message.content, "text") }
    : message;

const item = (value: JsonObject): Json =>
  value.type === "function_call_output" && typeof value.output === "string" && value.output.trim() !== ""
    ? { ...value, output: halves(value.output, "input_text") }
    : value;

/** A text as two parts, cut at a line's end so that it reads the same. */
function halves(text: string, type: string): JsonObject[] {
  const at = text.indexOf("\n", text.length >> 1);
  const texts =
    at > 0 && text.slice(0, at).trim() !== "" && text.slice(at + 1).trim() !== ""
      ? [text.slice(0, at), text.slice(at + 1)]
      : [text];
  return texts.map((said) => ({ type, text: said }));
}
