import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";

/** A decompressed answer may have this many bytes: a bomb ends here, unread. */
const maxOutputLength = 32 << 20;

const decoders: Record<string, (bytes: Uint8Array) => Promise<Buffer>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, { maxOutputLength }),
  "x-gzip": (bytes) => promisify(gunzip)(bytes, { maxOutputLength }),
  deflate: (bytes) => promisify(inflate)(bytes, { maxOutputLength }),
  br: (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength }),
  zstd: (bytes) => promisify(zstdDecompress)(bytes, { maxOutputLength }),
};

export const isEncoded = (encoding: string | undefined): boolean =>
  encoding !== undefined && encoding !== "" && encoding.toLowerCase() !== "identity";

/**
 * The answer's plain bytes for recording; what was relayed stays compressed. Decodes in the thread pool. Several
 * encodings are undone last first (RFC 9110 §8.4). Null where the bytes are damaged, cut, too many or of an unknown coding.
 */
export async function decodeAnswer(chunks: readonly Uint8Array[], encoding: string): Promise<Uint8Array[] | null> {
  const codings = encoding
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "identity");
  let bytes: Uint8Array = Buffer.concat(chunks);
  for (const coding of codings.reverse()) {
    const decode = decoders[coding];
    if (!decode) return null;
    try {
      bytes = await decode(bytes);
    } catch {
      return null;
    }
  }
  return [bytes];
}
