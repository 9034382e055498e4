import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from "node:zlib";

/** A decompressed answer may have this many bytes: a bomb ends here, unread. */
const maxOutputLength = 32 << 20;

type Decode = (bytes: Uint8Array) => Promise<Buffer>;

const ungzip: Decode = (bytes) => promisify(gunzip)(bytes, { maxOutputLength });
/** RFC 9110 §8.4.1.2 asks for the zlib wrapper; some servers leave it out, and clients read that too. */
const undeflate: Decode = (bytes) =>
  promisify(((bytes[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw)(bytes, { maxOutputLength });

// A map, because the names come from the network: an object has a "constructor" of its own.
const decoders = new Map<string, Decode>([
  ["gzip", ungzip],
  ["x-gzip", ungzip],
  ["deflate", undeflate],
  ["br", (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength })],
  ["zstd", (bytes) => promisify(zstdDecompress)(bytes, { maxOutputLength })],
]);

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
    // Empty places in a list count for nothing (RFC 9110 §5.6.1).
    .filter((coding) => coding !== "identity" && coding !== "");
  let bytes: Uint8Array = Buffer.concat(chunks);
  for (const coding of codings.reverse()) {
    const decode = decoders.get(coding);
    if (!decode) return null;
    try {
      bytes = await decode(bytes);
    } catch {
      return null;
    }
  }
  return [bytes];
}
