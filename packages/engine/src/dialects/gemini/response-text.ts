import type { JsonNode } from "../../document/json-node.ts";
import { geminiImageTokens } from "../reading/image-tokens.ts";
import { base64Media, type Media } from "../reading/media.ts";
import { toolInput } from "../reading/tool-input.ts";
import { either } from "./either.ts";

export interface ResponseText {
  readonly text: string;
  readonly isError: boolean;
  readonly keepRaw: boolean;
  readonly tokens?: number;
}

/** Names under which a result stands alone (Gemini API, "Function calling", response format). */
const wrappers = ["output", "result", "content", "error"];

/** A function's response as text: the string of `{output}` or `{error}`, else compact JSON; images are described. */
export function responseText(answer: JsonNode): ResponseText {
  const response = answer.get("response");
  const wrapped = response && wrappedText(response);
  const said = wrapped?.string() ?? response?.string() ?? (response ? toolInput(response.raw()).text : "");
  const isError = response?.get("error") !== undefined && response.get("error")?.kind !== "null";
  const media = (answer.get("parts")?.items() ?? []).flatMap((part) => responseMedia(part) ?? []);
  const images = media.filter((one) => one.tokens !== undefined);
  const text = [said, ...media.map((one) => one.text)].filter((line) => line !== "").join("\n");
  const plain = { text, isError, keepRaw: media.length > 0 };
  if (images.length === 0) return plain;
  return { ...plain, tokens: images.reduce((sum, one) => sum + one.tokens!, Math.ceil(said.length / 4)) };
}

/** The string of a response that is nothing but a wrapper around it. */
export function wrappedText(response: JsonNode): JsonNode | undefined {
  const [only, ...more] = response.entries();
  return only && more.length === 0 && wrappers.includes(only[0]) && only[1].isString ? only[1] : undefined;
}

/** A part beside the response, as its text describes it. */
export function responseMedia(part: JsonNode): Media | undefined {
  const inline = either(part, "inlineData");
  const data = inline?.get("data");
  const type = either(inline, "mimeType")?.string() ?? "application/octet-stream";
  return data?.isString ? base64Media(data, type, geminiImageTokens) : undefined;
}
