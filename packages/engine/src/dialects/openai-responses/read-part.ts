import type { Role } from "@aperture/sdk";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { draftOf } from "../reading/draft-of.ts";
import { openaiImageTokens } from "../reading/image-tokens.ts";
import type { InnerPart } from "../reading/joined-content.ts";
import { type Media, namedMedia, urlMedia } from "../reading/media.ts";
import { hasCacheMark, identityWithoutMark, rawPart } from "../reading/raw-part.ts";

/** One content part of a message item. */
export function readPart(part: JsonNode, role: Role): BlockDraft {
  const kind = part.text("type") ?? part.kind;
  const text = part.text("text") ?? part.text("refusal");
  if (text !== undefined) return draftOf(part, { role, kind, text, cacheMark: hasCacheMark(part) });
  const media = mediaOf(part, kind);
  if (!media) return rawPart(part, kind);
  return draftOf(part, {
    role: kind.endsWith("image") ? "image" : "other",
    kind,
    text: media.text,
    identity: identityWithoutMark(part),
    mediaType: media.mediaType,
    tokens: media.tokens,
    keepRaw: true,
  });
}

/** A part of a tool's output: content parts, or a shell's `{stdout, stderr, outcome}`. */
export function readInner(part: JsonNode): InnerPart {
  const text = part.string() ?? part.text("text");
  if (text !== undefined) return { text, isText: true };
  const streams = [part.text("stdout"), part.text("stderr")].filter((stream) => stream);
  if (streams.length > 0) return { text: streams.join("\n"), isText: false };
  const kind = part.text("type") ?? part.kind;
  return { ...(mediaOf(part, kind) ?? { text: rawPart(part, kind).text }), isText: false };
}

/** `input_image`, `computer_screenshot` and `input_file`: a data URL, an address or a file id. */
function mediaOf(part: JsonNode, kind: string): Media | undefined {
  const image = part.get("image_url");
  if (image?.isString) return urlMedia(image, openaiImageTokens, part.text("detail"));
  const name = part.text("filename") ?? (kind.endsWith("image") ? "image" : "file");
  for (const key of ["file_data", "file_url"]) {
    const file = part.get(key);
    if (file?.isString) return urlMedia(file, openaiImageTokens, undefined, name);
  }
  const id = part.text("file_id");
  if (id === undefined) return undefined;
  return namedMedia(name, id, name === "image" ? openaiImageTokens(null, part.text("detail")) : undefined);
}
