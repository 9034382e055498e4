import type { Role } from "@aperture/sdk";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { draftOf } from "../reading/draft-of.ts";
import { anthropicImageTokens } from "../reading/image-tokens.ts";
import { type InnerPart, joinedContent } from "../reading/joined-content.ts";
import { base64Media, type Media, namedMedia, readableSize, urlMedia } from "../reading/media.ts";
import { hasCacheMark, identityWithoutMark, rawPart } from "../reading/raw-part.ts";
import { toolInput } from "../reading/tool-input.ts";

/** One content part of a message or of the system prompt. */
export function readPart(part: JsonNode, role: Role): BlockDraft {
  const kind = part.text("type") ?? part.kind;
  if (kind === "text") return readText(part, role, kind);
  if (kind === "thinking" || kind === "redacted_thinking") return readThinking(part, kind);
  // server_tool_use, mcp_tool_use and every *_tool_result to come are built like their plain forms.
  if (kind.endsWith("tool_use")) return readToolUse(part, kind);
  if (kind.endsWith("tool_result")) return readToolResult(part, kind);
  if (kind === "image") return readMedia(part, "image", kind);
  if (kind === "document") return readMedia(part, "other", kind);
  return rawPart(part, kind);
}

function readText(part: JsonNode, role: Role, kind: string): BlockDraft {
  const text = part.text("text");
  return text === undefined ? rawPart(part, kind) : draftOf(part, { role, kind, text, cacheMark: hasCacheMark(part) });
}

function readThinking(part: JsonNode, kind: string): BlockDraft {
  const sealed = part.text("data");
  const text = part.text("thinking") ?? `[redacted thinking, ${readableSize(sealed?.length ?? 0)}]`;
  const identity = `${text}\0${part.text("signature") ?? sealed ?? ""}`;
  const keepRaw = part.text("thinking") === undefined;
  return draftOf(part, {
    role: "thinking",
    kind,
    text,
    identity,
    signed: true,
    cacheMark: hasCacheMark(part),
    keepRaw,
  });
}

function readToolUse(part: JsonNode, kind: string): BlockDraft {
  const id = part.text("id");
  const input = part.get("input");
  return draftOf(part, {
    role: "tool_use",
    kind,
    ...toolInput(input ? (input.string() ?? input.raw()) : ""),
    keyId: id,
    toolId: id,
    toolName: part.text("name"),
    cacheMark: hasCacheMark(part),
  });
}

function readToolResult(part: JsonNode, kind: string): BlockDraft {
  const id = part.text("tool_use_id");
  const content = part.get("content");
  const isMarkedInside = content?.isArray && content.items().some(hasCacheMark);
  return draftOf(part, {
    role: "tool_result",
    kind,
    ...joinedContent(content, readInner),
    keyId: id,
    toolId: id,
    isError: part.get("is_error")?.boolean() || content?.text("type")?.endsWith("_error"),
    // Results of the provider's own tools carry encrypted_content that must come back unchanged.
    signed: kind !== "tool_result" && kind !== "mcp_tool_result",
    cacheMark: hasCacheMark(part) || isMarkedInside,
  });
}

/** A part inside a tool's result. */
export function readInner(part: JsonNode): InnerPart {
  const text = part.text("text");
  if (text !== undefined) return { text, isText: true };
  if (part.isString) return { text: part.string()!, isText: true };
  if (part.text("type") === "image") return { ...mediaOf(part, "image"), isText: false };
  if (part.text("type") === "document") return { ...mediaOf(part, "document"), isText: false };
  const title = part.text("title");
  const address = part.text("url");
  if (title !== undefined && address !== undefined) return { text: `${title} ${address}`, isText: false };
  return { text: rawPart(part, part.text("type") ?? part.kind).text, isText: false };
}

function readMedia(part: JsonNode, role: Role, kind: string): BlockDraft {
  const { text, mediaType, tokens } = mediaOf(part, kind);
  const title = part.text("title");
  return draftOf(part, {
    role,
    kind,
    text: title === undefined ? text : `${title}\n${text}`,
    identity: identityWithoutMark(part),
    mediaType,
    tokens: role === "image" ? tokens : undefined,
    cacheMark: hasCacheMark(part),
    keepRaw: true,
  });
}

/** `source` of an image or document: base64, text, url, file, or parts of its own. */
function mediaOf(part: JsonNode, name: string): Media {
  const source = part.get("source");
  const data = source?.get("data");
  const mediaType = source?.text("media_type") ?? name;
  const address = source?.get("url");
  const file = source?.text("file_id");
  if (source?.text("type") === "text" && data?.isString) return { text: data.string()!, mediaType, isImage: false };
  if (data?.isString) return base64Media(data, mediaType, anthropicImageTokens);
  const tokens = name === "image" ? anthropicImageTokens(null) : undefined;
  if (address?.isString) return urlMedia(address, anthropicImageTokens, undefined, name);
  if (file !== undefined) return namedMedia(name, file, tokens);
  const content = source?.get("content");
  if (content) return { text: joinedContent(content, readInner).text, isImage: false };
  return { text: rawPart(part, name).text, isImage: false };
}
