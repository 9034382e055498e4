import { sign as signBytes } from "node:crypto";
import { dsse } from "@sigstore/core";
import { publicKeyText } from "./public-key.ts";
import { type SignatureBundle, serializedBundle } from "./signature-bundle.ts";
import type { SigningKey } from "./signing-key.ts";

/**
 * Signs some bytes for one purpose. The bundle holds the payload and the public key, so it can be checked by itself; whether that key is
 * anybody's is for the caller to know (`KnownSigners`). `payloadType` is signed too: what was signed for one purpose counts for no other.
 */
export function sign(payload: Uint8Array, payloadType: string, key: SigningKey): SignatureBundle {
  const signed = dsse.preAuthEncoding(payloadType, Buffer.from(payload));
  return serializedBundle({
    payload,
    payloadType,
    key: publicKeyText(key.publicKey),
    signature: signBytes(null, signed, key.privateKey),
  });
}
