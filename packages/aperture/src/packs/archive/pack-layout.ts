import { writeTar } from "@aperture/host/load/write-tar";
import type { PackManifest } from "@aperture/sdk";
import { type PackItemFile, pathOf } from "./pack-item-file.ts";

/** What a signature of a pack is made for. */
export const PACK_PURPOSE = "urn:aperture:pack";
export const ARCHIVE = "pack.tar.gz";
export const SIGNATURE = "signature.json";
export const MANIFEST = "pack.json";

// Each of these is the one way to write its part. Reading writes it again and compares, so nothing can stand between the parts.

export const manifestText = (manifest: PackManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** The inner archive before it is compressed: the manifest, then the items in its order. */
export const innerTar = (manifest: PackManifest, items: readonly PackItemFile[]): Buffer =>
  writeTar([
    [MANIFEST, Buffer.from(manifestText(manifest))],
    ...items.map((item) => [pathOf(item), Buffer.from(item.text)] as const),
  ]);

export const outerTar = (archive: Uint8Array, signature: Uint8Array): Buffer =>
  writeTar([
    [ARCHIVE, archive],
    [SIGNATURE, signature],
  ]);

/** In code-unit order of their paths: the same items are the same bytes. */
export const inOrder = <Item extends Pick<PackItemFile, "kind" | "name">>(items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
