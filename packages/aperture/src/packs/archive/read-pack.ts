import { integrityOf } from "@aperture/host/load/integrity";
import type { PackageFiles } from "@aperture/host/load/package-files";
import { readTar } from "@aperture/host/load/read-tar";
import { fileStatement, STATEMENT_TYPE } from "@aperture/host/signing/file-statement";
import { verify } from "@aperture/host/signing/verify";
import { ApertureError, type PackManifest } from "@aperture/sdk";
import { packLimits } from "../pack-limits.ts";
import { refused } from "../refused.ts";
import type { PackItemFile } from "./pack-item-file.ts";
import { ARCHIVE, innerTar, outerTar, PACK_PURPOSE, SIGNATURE } from "./pack-layout.ts";
import { readManifest } from "./read-manifest.ts";
import { takeItems } from "./take-items.ts";
import { unzipPack } from "./unzip-pack.ts";

export interface ReadPack {
  readonly manifest: PackManifest;
  readonly items: readonly PackItemFile[];
  /** `ed25519:<64 hex>`: of the key that signed it. */
  readonly fingerprint: string;
  /** `sha512-<base64>` of the whole file. */
  readonly integrity: string;
}

/**
 * A pack of which every byte is accounted for: the signature holds for the inner archive, and both archives, the manifest and the signature
 * are written in the only way there is. What the items say is not looked at yet. Throws `pack_refused`.
 */
export async function readPack(bytes: Uint8Array): Promise<ReadPack> {
  if (bytes.length > packLimits.file) throw refused(`it is larger than ${packLimits.file / 1_048_576} MB`);
  const members = filesOf(bytes, "it");
  const archive = members.get(ARCHIVE);
  const signature = members.get(SIGNATURE);
  if (!archive || !signature) throw refused(`it has no ${archive ? SIGNATURE : ARCHIVE}`);
  if (members.size > 2) throw refused(`it has more in it than ${ARCHIVE} and ${SIGNATURE}`);
  if (!outerTar(archive, signature).equals(bytes))
    throw refused("it is not written in the one way that packs are written");
  const { fingerprint } = reasoned(() =>
    verify(signature, fileStatement(ARCHIVE, archive, PACK_PURPOSE), STATEMENT_TYPE),
  );
  const tar = await unzipPack(archive);
  const files = filesOf(tar, ARCHIVE);
  const manifest = readManifest(files);
  const items = takeItems(manifest, files);
  if (!innerTar(manifest, items).equals(tar))
    throw refused(`${ARCHIVE} is not written in the one way that packs are written`);
  return { manifest, items, fingerprint, integrity: integrityOf(bytes) };
}

const filesOf = (tar: Uint8Array, source: string): PackageFiles => reasoned(() => readTar(tar, source, "none"));

/** What others refuse is a refused pack, with their reason. */
function reasoned<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!ApertureError.is(error)) throw error;
    throw refused(String(error.facts.reason ?? error.message), error);
  }
}
