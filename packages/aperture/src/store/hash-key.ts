/**
 * Hashes are base64url texts outside and the bytes they stand for inside (32 instead of 43 for SHA-256, twice per block
 * with the index). A text that is not the one form of its bytes is kept as it is: SQLite never takes a TEXT for a BLOB.
 */
export function hashKey(hash: string): Uint8Array | string {
  const bytes = Buffer.from(hash, "base64url");
  return bytes.length > 0 && bytes.toString("base64url") === hash ? bytes : hash;
}

/** The other way round. */
export function hashOf(key: Uint8Array | string): string {
  return typeof key === "string" ? key : Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("base64url");
}
