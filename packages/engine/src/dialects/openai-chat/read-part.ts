import type { Role } from "@aperture/sdk";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { draftOf } from "../reading/draft-of.ts";
import { openaiImageTokens } from "../reading/image-tokens.ts";
import type { InnerPart } from "../reading/joined-content.ts";
import { type Media, namedMedia, readableSize, urlMedia } from "../reading/media.ts";
import { hasCacheMark, identityWithoutMark, rawPart } from "../reading/raw-part.ts";

/** One content part of a message. */
export function readPart(part: JsonNode, role: Role): BlockDraft {
  const kind = part.text("type") ?? part.kind;
  const text = part.text("text") ?? part.text("refusal");
  if (text !== undefined) return draftOf(part, { role, kind, text, cacheMark: hasCacheMark(part) });
  const media = mediaOf(part);
  if (!media) return rawPart(part, kind);
  return draftOf(part, {
    role: media.isImage ? "image" : "other",
    kind,
    text: media.text,
    identity: identityWithoutMark(part),
    mediaType: media.mediaType,
    tokens: media.tokens,
    cacheMark: hasCacheMark(part),
    keepRaw: true,
  });
}

/** A part inside a tool's result. */
export function readInner(part: JsonNode): InnerPart {
  const text = part.string() ?? part.text("text");
  if (text !== undefined) return { text, isText: true };
  const kind = part.text("type") ?? part.kind;
  return { ...(mediaOf(part) ?? { text: rawPart(part, kind).text }), isText: false };
}

/** `image_url`, `file` and `input_audio` parts. */
function mediaOf(part: JsonNode): Media | undefined {
  const image = part.get("image_url");
  const address = image?.get("url") ?? image;
  if (address?.isString) return urlMedia(address, openaiImageTokens, image?.text("detail"));
  const file = part.get("file");
  const data = file?.get("file_data");
  if (data?.isString) return urlMedia(data, openaiImageTokens, undefined, file?.text("filename") ?? "file");
  const reference = file?.text("file_id");
  if (reference !== undefined) return namedMedia("file", reference);
  const audio = part.get("input_audio");
  const sound = audio?.get("data");
  if (!audio || !sound?.isString) return undefined;
  const mediaType = `audio/${audio.text("format") ?? "unknown"}`;
  return {
    text: `[${mediaType}, ${readableSize(((sound.end - sound.start - 2) * 3) >> 2)}]`,
    mediaType,
    isImage: false,
  };
}
