import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from "node:zlib";

type Decode = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const zlibInflate: Decode = promisify(inflate);
const rawInflate: Decode = promisify(inflateRaw);
const gzip: Decode = promisify(gunzip);

/** RFC 9110 §8.4.1.2: "deflate" is zlib, but some senders leave the wrapper (RFC 1950 §2.2) out. */
const deflate: Decode = (bytes, options) => {
  const [first = 0, second = 0] = bytes;
  const wrapped = (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
  return (wrapped ? zlibInflate : rawInflate)(bytes, options);
};

// A map: encodings are named by whoever sends, and an object answers to `constructor`.
const decoders = new Map<string, Decode>([
  ["gzip", gzip],
  ["x-gzip", gzip],
  ["deflate", deflate],
  ["br", promisify(brotliDecompress)],
  ["zstd", promisify(zstdDecompress)],
]);
/** More layers than anyone means; each is a chance to grow a thousandfold. */
const mostLayers = 2;

export interface BodyCopy {
  /** Null: not readable, `reason` says why. */
  readonly bytes: Uint8Array | null;
  readonly reason: string | null;
}

/** Bytes as a person writes them in a reason: `32 MB`. */
export const inMegabytes = (bytes: number): string => `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;

/**
 * A body, of a request or an answer, without its Content-Encoding; several are undone last first (RFC 9110 §8.4). At most
 * `limit` bytes: a bomb stops there. Runs in the thread pool. Never rejects: what cannot be decoded gives a reason.
 */
export async function decodeBody(bytes: Uint8Array, encoding: string, limit: number): Promise<BodyCopy> {
  const layers = encoding
    .toLowerCase()
    .split(",")
    .map((layer) => layer.trim())
    // Empty places in a list count for nothing (RFC 9110 §5.6.1).
    .filter((layer) => layer !== "" && layer !== "identity");
  if (layers.length > mostLayers) return { bytes: null, reason: `${layers.length} content encodings` };
  let decoded = bytes;
  for (const layer of layers.reverse()) {
    const decode = decoders.get(layer);
    if (decode === undefined) return { bytes: null, reason: "unknown content encoding" };
    try {
      decoded = await decode(decoded, { maxOutputLength: limit });
    } catch (error) {
      const tooLarge = error instanceof RangeError || (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
      return {
        bytes: null,
        reason: tooLarge ? `larger than ${inMegabytes(limit)} when decoded` : `not valid ${layer}`,
      };
    }
  }
  return { bytes: decoded, reason: null };
}
