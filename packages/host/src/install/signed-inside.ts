import { ApertureError } from "@aperture/sdk";
import type { CheckedPackage } from "../load/check-package.ts";
import { packageIntegrity } from "../load/integrity.ts";
import { STATEMENT_TYPE } from "../signing/file-statement.ts";
import { verify } from "../signing/verify.ts";
import { hexOf, packageStatement, SIGNATURE_FILE } from "./package-statement.ts";

/**
 * Fingerprint of the key that signed a package from within (`aperture.sigstore.json`), or null where it carries no signature. Throws
 * `plugin_verification_failed` for one that does not hold: to leave it away would be honest, to break it is not.
 */
export function signedInside({ files, manifest: { name, version } }: CheckedPackage): string | null {
  const signature = files.get(SIGNATURE_FILE);
  if (!signature) return null;
  const others = new Map([...files].filter(([path]) => path !== SIGNATURE_FILE));
  const statement = packageStatement("files", name, version, hexOf(packageIntegrity(others)));
  try {
    return verify(signature, statement, STATEMENT_TYPE).fingerprint;
  } catch (error) {
    if (!ApertureError.is(error)) throw error;
    const reason = `${SIGNATURE_FILE} does not hold: ${error.message}`;
    throw new ApertureError("plugin_verification_failed", { name: `${name} ${version}`, reason }, { cause: error });
  }
}
