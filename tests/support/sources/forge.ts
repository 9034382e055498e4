import { createHash, sign } from "node:crypto";
import type { SigningKey } from "@aperture/host/signing/signing-key";

type Json = Record<string, unknown>;
interface Document {
  signed: Json;
  signatures: { keyid: string; sig: string }[];
}

/** Metadata with something changed in it, signed again by these keys; none: the old signatures stay, over what they do not cover. */
export function forge(bytes: Uint8Array, change: (signed: Json) => unknown, ...keys: readonly SigningKey[]): Buffer {
  const document = JSON.parse(Buffer.from(bytes).toString("utf8")) as Document;
  change(document.signed);
  if (keys.length > 0)
    document.signatures = keys.map((key) => ({
      keyid: key.fingerprint.slice("ed25519:".length),
      sig: sign(null, Buffer.from(canonical(document.signed)), key.privateKey).toString("hex"),
    }));
  return Buffer.from(JSON.stringify(document));
}

/** How a file is named in the metadata above it. */
export const metaOf = (bytes: Uint8Array, version: number): Json => ({
  version,
  length: bytes.length,
  hashes: { sha256: createHash("sha256").update(bytes).digest("hex") },
});

/** How TUF writes what is signed: keys in order, no spaces. What is signed here has neither fractions nor odd strings. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
