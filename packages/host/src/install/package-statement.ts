import { createHash } from "node:crypto";

/** The file in a package that carries its publisher's signature where no registry keeps one beside it. */
export const SIGNATURE_FILE = "aperture.sigstore.json";

/** What a signature was made for; the type is signed too, so that one is never taken for another. */
export const statementPurposes = {
  /** Over the bytes of the archive. */
  archive: "urn:aperture:package:1",
  /** Over the package's listing (`packageIntegrity`), without the file that the signature stands in. */
  files: "urn:aperture:package-files:1",
} as const;

/**
 * The in-toto statement that a publisher signs: this name, this version, these bytes. Whoever verifies makes it again from what is there;
 * nothing is read from a statement. `sha512`: lower-case hexadecimal.
 */
export function packageStatement(
  purpose: keyof typeof statementPurposes,
  name: string,
  version: string,
  sha512: string,
): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: `${name}@${version}`, digest: { sha512 } }],
      predicateType: statementPurposes[purpose],
      predicate: {},
    }),
  );
}

export const sha512Of = (bytes: Uint8Array): string => createHash("sha512").update(bytes).digest("hex");

/** `sha512-<base64>` as hexadecimal digits. */
export const hexOf = (integrity: string): string =>
  Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
