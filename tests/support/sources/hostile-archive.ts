import type { PublishedPackage } from "@aperture/host/install/build/publish-package";
import { packageStatement, sha512Of } from "@aperture/host/install/package-statement";
import { integrityOf } from "@aperture/host/load/integrity";
import { STATEMENT_TYPE } from "@aperture/host/signing/file-statement";
import { sign } from "@aperture/host/signing/sign";
import { bundleText } from "@aperture/host/signing/signature-bundle";
import type { SigningKey } from "@aperture/host/signing/signing-key";

/** The same version with another archive, signed by whoever has this key: a publisher who means harm. */
export const withArchive = (honest: PublishedPackage, archive: Uint8Array, key: SigningKey): PublishedPackage => ({
  ...honest,
  archive,
  integrity: integrityOf(archive),
  signature: signatureOf(honest.name, honest.version, archive, key),
});

export const signatureOf = (name: string, version: string, archive: Uint8Array, key: SigningKey): string =>
  bundleText(sign(packageStatement("archive", name, version, sha512Of(archive)), STATEMENT_TYPE, key));
