import { bundleToJSON, type SerializedBundle, toDSSEBundle } from "@sigstore/bundle";

/** A Sigstore bundle 0.3 as JSON, with a DSSE envelope and, as the key's hint, the public key itself (base64 of its SPKI DER). */
export type SignatureBundle = SerializedBundle;

export interface SignatureParts {
  readonly payload: Uint8Array;
  readonly payloadType: string;
  /** Of `publicKeyText`. */
  readonly key: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

export const bundleOf = ({ payload, payloadType, key, signature }: SignatureParts) =>
  toDSSEBundle({
    artifact: Buffer.from(payload),
    artifactType: payloadType,
    signature: Buffer.from(signature),
    keyHint: key,
  });

/** The only bundle of these parts: what verification rebuilds and compares. */
export const serializedBundle = (parts: SignatureParts): SignatureBundle =>
  // Through JSON, because the serializer leaves keys whose value is undefined.
  JSON.parse(JSON.stringify(bundleToJSON(bundleOf(parts)))) as SignatureBundle;

/** The only text of a bundle: one line, keys in the serializer's order. */
export const bundleText = (bundle: SignatureBundle): string => `${JSON.stringify(bundle)}\n`;
