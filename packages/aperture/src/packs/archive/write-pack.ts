import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { fileStatement, STATEMENT_TYPE } from "@aperture/host/signing/file-statement";
import { sign } from "@aperture/host/signing/sign";
import { bundleText } from "@aperture/host/signing/signature-bundle";
import type { SigningKey } from "@aperture/host/signing/signing-key";
import { PACK_FORMAT, type PackManifest } from "@aperture/sdk";
import { packLimits } from "../pack-limits.ts";
import { refused } from "../refused.ts";
import { type PackItemFile, pathOf } from "./pack-item-file.ts";
import { ARCHIVE, innerTar, inOrder, outerTar, PACK_PURPOSE } from "./pack-layout.ts";

export interface PackContent {
  readonly note: string;
  readonly publisher: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly items: readonly PackItemFile[];
}

export interface WrittenPack {
  readonly bytes: Buffer;
  readonly manifest: PackManifest;
}

/** One file, signed. The same content and key are the same bytes. Throws `pack_refused` where it is more than a pack may hold. */
export function writePack({ note, publisher, createdAt, items }: PackContent, key: SigningKey): WrittenPack {
  if (items.length > packLimits.items)
    throw refused(`it would hold ${items.length} items; ${packLimits.items} are the most`);
  const sorted = inOrder(items);
  const manifest: PackManifest = {
    format: PACK_FORMAT,
    note,
    publisher,
    createdAt,
    items: sorted.map(({ kind, name, version, text }) => ({
      kind,
      name,
      version,
      path: pathOf({ kind, name }),
      sha256: createHash("sha256").update(text).digest("hex"),
    })),
  };
  const tar = innerTar(manifest, sorted);
  if (tar.length > packLimits.unpacked)
    throw refused(`it would be larger than ${packLimits.unpacked / 1_048_576} MB unpacked`);
  const archive = gzipSync(tar, { level: 9 });
  // RFC 1952 §2.3: the last byte of the header names the system. Everywhere the same: 255, unknown.
  archive[9] = 255;
  const signature = bundleText(sign(fileStatement(ARCHIVE, archive, PACK_PURPOSE), STATEMENT_TYPE, key));
  return { bytes: outerTar(archive, Buffer.from(signature)), manifest };
}
