import type { KeyObject } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { toSignedEntity, Verifier } from "@sigstore/verify";
import { fingerprintOf } from "./fingerprint-of.ts";
import { readPublicKey } from "./public-key.ts";
import { readBundle } from "./read-bundle.ts";
import { refused } from "./refused.ts";
import { bundleOf, bundleText, type SignatureBundle, serializedBundle } from "./signature-bundle.ts";

export interface VerifiedSignature {
  /** `ed25519:<64 hex>`: of the key that made the signature. Whose key it is, nobody has said. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
}

/**
 * Holds a bundle against what it should have signed. Strict: a bundle of the same parts is made and compared, so nothing of it may be
 * otherwise: no second signature, no certificate, no other way of writing base64, no key that is not known. A bundle as text is compared
 * byte for byte. Throws `signature_refused`.
 */
export function verify(
  bundle: SignatureBundle | string | Uint8Array,
  payload: Uint8Array,
  payloadType: string,
): VerifiedSignature {
  const { json, text } = readBundle(bundle);
  const parts = { ...signedBy(json, payload, payloadType), payload, payloadType };
  const only = serializedBundle(parts);
  if (text === null ? !isDeepStrictEqual(json, only) : text !== bundleText(only))
    throw refused("it is not written in the one way that signatures are written");
  const publicKey = readPublicKey(parts.key);
  try {
    verifierOf(publicKey).verify(toSignedEntity(bundleOf(parts)));
  } catch (error) {
    throw refused("the signature does not belong to this content and this key", error);
  }
  return { fingerprint: fingerprintOf(publicKey), publicKey };
}

/** The key and the signature of a bundle; what else it says is held against what is expected first, for the sake of the reason. */
function signedBy(json: SignatureBundle, payload: Uint8Array, payloadType: string): { key: string; signature: Buffer } {
  const { verificationMaterial, dsseEnvelope: envelope } = json;
  if (envelope === undefined) throw refused("it holds no DSSE envelope");
  if (envelope.signatures.length !== 1) throw refused(`it has ${envelope.signatures.length} signatures instead of one`);
  if (envelope.payloadType !== payloadType)
    throw refused(`it was made for ${JSON.stringify(envelope.payloadType.slice(0, 80))}, not for ${payloadType}`);
  if (envelope.payload !== Buffer.from(payload).toString("base64")) throw refused("it was made of another content");
  const { publicKey } = verificationMaterial;
  if (publicKey === undefined) throw refused("it names no public key");
  return { key: publicKey.hint, signature: Buffer.from(envelope.signatures[0]!.sig, "base64") };
}

/** Takes one key and nothing else: no authority, no log, no clock. */
const verifierOf = (publicKey: KeyObject): Verifier =>
  new Verifier(
    {
      certificateAuthorities: [],
      timestampAuthorities: [],
      tlogs: [],
      ctlogs: [],
      publicKey: () => ({ publicKey, validFor: () => true }),
    },
    { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 },
  );
