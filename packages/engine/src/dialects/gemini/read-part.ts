import type { Role } from "@aperture/sdk";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { draftOf, type PartFacts } from "../reading/draft-of.ts";
import { geminiImageTokens } from "../reading/image-tokens.ts";
import { base64Media, namedMedia } from "../reading/media.ts";
import { rawPart } from "../reading/raw-part.ts";
import { toolInput } from "../reading/tool-input.ts";
import { either } from "./either.ts";
import { responseText } from "./response-text.ts";

/** One part of a content. A `thoughtSignature` may stand on any part and seals it. */
export function readPart(part: JsonNode, role: Role): BlockDraft {
  const signature = either(part, "thoughtSignature")?.string();
  const facts = textFacts(part, role, signature) ?? callFacts(part) ?? resultFacts(part) ?? mediaFacts(part);
  if (facts) return draftOf(part, { ...facts, signed: signature !== undefined });
  const [first] = part.entries();
  const raw = rawPart(part, first?.[0] ?? part.kind);
  return signature === undefined ? raw : { ...raw, signed: true };
}

function textFacts(part: JsonNode, role: Role, signature: string | undefined): PartFacts | undefined {
  const text = part.text("text");
  if (text === undefined) return undefined;
  if (part.get("thought")?.boolean() !== true) return { role, kind: "text", text };
  return { role: "thinking", kind: "thought", text, identity: `${text}\0${signature ?? ""}` };
}

/**
 * Calls are told apart by name and arguments, whatever ids they have: the API answers without one, Gemini CLI makes up
 * its own (`write_file_<ms>_0`) when it sends the call back, and the same call must not become another one by that.
 */
function callFacts(part: JsonNode): PartFacts | undefined {
  const call = either(part, "functionCall");
  if (call?.isObject) {
    const id = call.text("id");
    const toolName = call.text("name");
    const input = toolInput(call.get("args")?.raw() ?? "{}");
    const identity = `${toolName ?? ""}\0${input.text}`;
    return { role: "tool_use", kind: "functionCall", ...input, identity, toolId: id, toolName };
  }
  const code = either(part, "executableCode");
  if (!code?.isObject) return undefined;
  const id = code.text("id");
  const text = code.text("code") ?? "";
  return { role: "tool_use", kind: "executableCode", text, toolId: id, toolName: "code_execution" };
}

/** A result takes its key from its call (`linkByOrder`); its own id makes it only where the call is not there. */
function resultFacts(part: JsonNode): PartFacts | undefined {
  const answer = either(part, "functionResponse");
  if (answer?.isObject) {
    const id = answer.text("id");
    const toolName = answer.text("name");
    const result = responseText(answer);
    const identity = `${toolName ?? ""}\0${result.text}`;
    return { role: "tool_result", kind: "functionResponse", ...result, keyId: id, identity, toolId: id, toolName };
  }
  const result = either(part, "codeExecutionResult");
  if (!result?.isObject) return undefined;
  const id = result.text("id");
  const text = result.text("output") ?? "";
  const isError = result.text("outcome") !== "OUTCOME_OK";
  return {
    role: "tool_result",
    kind: "codeExecutionResult",
    text,
    keyId: id,
    toolId: id,
    toolName: "code_execution",
    isError,
  };
}

function mediaFacts(part: JsonNode): PartFacts | undefined {
  const inline = either(part, "inlineData");
  const data = inline?.get("data");
  if (inline && data?.isString) {
    const type = either(inline, "mimeType")?.string() ?? "application/octet-stream";
    const { text, mediaType, tokens, isImage } = base64Media(data, type, geminiImageTokens);
    const identity = `${text}\0${data.rawHash()}`;
    return { role: isImage ? "image" : "other", kind: "inlineData", text, identity, mediaType, tokens, keepRaw: true };
  }
  const file = either(part, "fileData");
  const address = either(file, "fileUri")?.string();
  if (address === undefined) return undefined;
  const mediaType = either(file, "mimeType")?.string();
  const isImage = mediaType?.startsWith("image/") ?? false;
  const { text } = namedMedia(mediaType ?? "file", address);
  const tokens = isImage ? geminiImageTokens(null) : undefined;
  return { role: isImage ? "image" : "other", kind: "fileData", text, mediaType, tokens, keepRaw: true };
}
