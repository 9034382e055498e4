import { createHash } from "node:crypto";

/** Payload type of in-toto statements: `cosign verify-blob-attestation` reads them too. */
export const STATEMENT_TYPE = "application/vnd.in-toto+json";

/**
 * The statement that is signed for a file: its name, its SHA-256 and what for (`predicateType`, such as `urn:aperture:pack:1`). Whoever
 * verifies makes it again from the bytes that are there; nothing is read from a statement.
 */
export function fileStatement(name: string, bytes: Uint8Array, purpose: string): Uint8Array {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return Buffer.from(
    JSON.stringify({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name, digest: { sha256 } }],
      predicateType: purpose,
      predicate: {},
    }),
  );
}
