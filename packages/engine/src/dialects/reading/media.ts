import type { JsonNode } from "../../document/json-node.ts";
import { HEADER_CHARACTERS, imageSize } from "./image-size.ts";
import type { ImageTokens } from "./image-tokens.ts";

export interface Media {
  /** "[image/png, 1024×768, 34 KB]" */
  readonly text: string;
  readonly mediaType?: string;
  readonly isImage: boolean;
  readonly tokens?: number;
}

/** Describes base64 data; of an image only the header is decoded. */
export function base64Media(data: JsonNode, mediaType: string, tokens: ImageTokens, detail?: string): Media {
  const bytes = Math.max(0, Math.floor(((data.end - data.start - 2) * 3) / 4));
  if (!mediaType.startsWith("image/"))
    return { text: `[${mediaType}, ${readableSize(bytes)}]`, mediaType, isImage: false };
  const size = imageSize(data.rawPrefix(HEADER_CHARACTERS));
  return describedImage(mediaType, size, bytes, tokens(size, detail));
}

/** Describes a `data:` URL like its data, any other address by itself. */
export function urlMedia(url: JsonNode, tokens: ImageTokens, detail?: string, name = "image"): Media {
  const header = /^data:([\w.+/-]+)[^,]{0,200};base64,/.exec(url.rawPrefix(300).replaceAll("\\/", "/"));
  const isImage = name === "image";
  if (!header) {
    const text = `[${name}, ${shortened(url.string() ?? "")}]`;
    return isImage ? { text, isImage, tokens: tokens(null, detail) } : { text, isImage };
  }
  const mediaType = header[1]!;
  const bytes = Math.max(0, Math.floor(((url.end - url.start - 2 - header[0].length) * 3) / 4));
  if (!mediaType.startsWith("image/"))
    return { text: `[${mediaType}, ${readableSize(bytes)}]`, mediaType, isImage: false };
  const prefix = url.rawPrefix(HEADER_CHARACTERS + 300);
  const size = imageSize(prefix.slice(prefix.indexOf(",") + 1));
  return describedImage(mediaType, size, bytes, tokens(size, detail));
}

/** Describes what is only named: a file id, an address. */
export function namedMedia(name: string, reference: string, tokens?: number): Media {
  const text = `[${name}, ${shortened(reference)}]`;
  return tokens === undefined ? { text, isImage: false } : { text, isImage: true, tokens };
}

function describedImage(
  mediaType: string,
  size: { width: number; height: number } | null,
  bytes: number,
  tokens: number,
): Media {
  const pixels = size ? `${size.width}×${size.height}, ` : "";
  return { text: `[${mediaType}, ${pixels}${readableSize(bytes)}]`, mediaType, isImage: true, tokens };
}

/** "512 B", "34 KB", "1.2 MB" */
export function readableSize(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
