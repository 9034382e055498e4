import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { fingerprintOf } from "./fingerprint-of.ts";

/** An ed25519 key that signs. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** `ed25519:<64 hex>` */
  readonly fingerprint: string;
}

export const newSigningKey = (): SigningKey => keyOf(generateKeyPairSync("ed25519").privateKey);

/** JSON Web Key (RFC 8037), as `readSigningKey` takes it: the private part is in it. */
export const signingKeyText = (key: SigningKey): string =>
  `${JSON.stringify(key.privateKey.export({ format: "jwk" }))}\n`;

/** Throws where it is no ed25519 private key, or its two halves do not belong together. */
export function readSigningKey(text: string): SigningKey {
  const jwk = JSON.parse(text) as JsonWebKey;
  const key = keyOf(createPrivateKey({ key: jwk, format: "jwk" }));
  if (key.privateKey.asymmetricKeyType !== "ed25519" || key.publicKey.export({ format: "jwk" }).x !== jwk.x)
    throw new Error("it is no ed25519 key");
  return key;
}

function keyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) };
}
