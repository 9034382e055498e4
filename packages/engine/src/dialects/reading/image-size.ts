export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Base64 characters of the first 64 KB: a JPEG's size may stand behind its embedded preview. */
export const HEADER_CHARACTERS = 87_384;

/** Pixels of a PNG, GIF, WebP or JPEG from the start of its base64 text, or null where the header does not say. */
export function imageSize(base64: string): ImageSize | null {
  const start = decode(base64.slice(0, 64));
  const size = png(start) ?? gif(start) ?? webp(start) ?? (isJpeg(start) ? jpeg(decode(base64)) : null);
  return size && size.width > 0 && size.height > 0 ? size : null;
}

function decode(base64: string): Uint8Array {
  const usable = base64.slice(0, base64.length - (base64.length % 4));
  try {
    return Uint8Array.from(atob(usable), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

/** RFC 2083 §3.2 and §11.2.1: signature, then IHDR with width and height. */
function png(bytes: Uint8Array): ImageSize | null {
  if (bytes.length < 24 || ascii(bytes, 1, 4) !== "PNG" || bytes[0] !== 0x89) return null;
  return { width: view(bytes).getUint32(16), height: view(bytes).getUint32(20) };
}

/** GIF89a §18: the logical screen descriptor, little-endian. */
function gif(bytes: Uint8Array): ImageSize | null {
  if (bytes.length < 10 || ascii(bytes, 0, 4) !== "GIF8") return null;
  return { width: view(bytes).getUint16(6, true), height: view(bytes).getUint16(8, true) };
}

/** RFC 9649 §2.5–2.7: lossy, lossless and extended files each have their own header. */
function webp(bytes: Uint8Array): ImageSize | null {
  if (bytes.length < 30 || ascii(bytes, 0, 4) !== "RIFF" || ascii(bytes, 8, 12) !== "WEBP") return null;
  const data = view(bytes);
  const format = ascii(bytes, 12, 16);
  if (format === "VP8 ") return { width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff };
  if (format === "VP8L") {
    const packed = data.getUint32(21, true);
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
  }
  if (format !== "VP8X") return null;
  const canvas = (at: number): number => (data.getUint16(at, true) | (bytes[at + 2]! << 16)) + 1;
  return { width: canvas(24), height: canvas(27) };
}

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;

/** ITU T.81 §B.2.2: the first start-of-frame segment carries the size; DHT, JPG and DAC share its number range. */
function jpeg(bytes: Uint8Array): ImageSize | null {
  const data = view(bytes);
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: data.getUint16(at + 7), height: data.getUint16(at + 5) };
    at += 2 + Math.max(2, data.getUint16(at + 2));
  }
  return null;
}
