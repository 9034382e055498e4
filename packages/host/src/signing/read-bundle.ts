import { BUNDLE_V03_MEDIA_TYPE, bundleFromJSON, ValidationError } from "@sigstore/bundle";
import { refused } from "./refused.ts";
import type { SignatureBundle } from "./signature-bundle.ts";

/** Bytes of a bundle's text: a signature covers a hash or a small document, never more. */
const most = 4 * 1_048_576;

export interface ReadBundle {
  readonly json: SignatureBundle;
  /** As it came; null where it came as a value. */
  readonly text: string | null;
}

/** A bundle that has the shape of one; nothing of it is believed yet. Throws `signature_refused`. */
export function readBundle(bundle: SignatureBundle | string | Uint8Array): ReadBundle {
  const text = typeof bundle === "string" ? bundle : bundle instanceof Uint8Array ? decoded(bundle) : null;
  const json = text === null ? bundle : parsed(text);
  const { mediaType } = (json ?? {}) as { mediaType?: unknown };
  if (mediaType !== BUNDLE_V03_MEDIA_TYPE) throw refused("it is no Sigstore bundle of version 0.3");
  try {
    bundleFromJSON(json);
  } catch (error) {
    const fields =
      error instanceof ValidationError ? `${error.fields.join(", ")} is not as it must be` : "it has another shape";
    throw refused(`it is no valid bundle: ${fields}`, error);
  }
  return { json: shaped(json), text };
}

function decoded(bytes: Uint8Array): string {
  if (bytes.length > most) throw refused("it is far larger than a signature");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw refused("it is no text", error);
  }
}

function parsed(text: string): unknown {
  if (text.length > most) throw refused("it is far larger than a signature");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused("it is no JSON", error);
  }
}

/** The parts that are read from it, with their types: the protobuf reader takes whatever it can make a string of. */
function shaped(json: unknown): SignatureBundle {
  const bundle = json as SignatureBundle;
  const envelope = bundle.dsseEnvelope;
  const texts = envelope
    ? [envelope.payload, envelope.payloadType, ...(listed(envelope.signatures)?.map(({ sig }) => sig) ?? [null])]
    : [];
  if (bundle.verificationMaterial.publicKey) texts.push(bundle.verificationMaterial.publicKey.hint);
  if (texts.some((text) => typeof text !== "string")) throw refused("it is no valid bundle: a text is missing");
  return bundle;
}

const listed = <T>(value: readonly T[]): readonly T[] | null => (Array.isArray(value) ? value : null);
