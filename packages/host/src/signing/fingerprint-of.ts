import { createHash, type KeyObject } from "node:crypto";

/** `ed25519:<64 hex>`: SHA-256 of the key's SPKI DER. What people compare, and what is remembered of a signer. */
export const fingerprintOf = (publicKey: KeyObject): string =>
  `ed25519:${createHash("sha256")
    .update(publicKey.export({ format: "der", type: "spki" }))
    .digest("hex")}`;
