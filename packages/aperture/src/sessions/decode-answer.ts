import { decodeBody } from "../proxy/decode-body.ts";

/** A decompressed answer may have this many bytes: a bomb ends here, unread. */
const limit = 32 << 20;

export const isEncoded = (encoding: string | undefined): boolean =>
  encoding !== undefined && encoding !== "" && encoding.toLowerCase() !== "identity";

/**
 * The answer's plain bytes for recording; what was relayed stays compressed. Decodes in the thread pool. Null where the
 * bytes are damaged, cut, too many or of an unknown coding.
 */
export async function decodeAnswer(chunks: readonly Uint8Array[], encoding: string): Promise<Uint8Array[] | null> {
  const { bytes } = await decodeBody(Buffer.concat(chunks), encoding, limit);
  return bytes && [bytes];
}
