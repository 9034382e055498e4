import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type TarEntry, tarOf } from "@aperture/host/load/testing/tarball";
import { writeTar } from "@aperture/host/load/write-tar";
import { fileStatement, STATEMENT_TYPE } from "@aperture/host/signing/file-statement";
import { sign } from "@aperture/host/signing/sign";
import { bundleText, type SignatureBundle } from "@aperture/host/signing/signature-bundle";
import { newSigningKey, type SigningKey } from "@aperture/host/signing/signing-key";
import type { LibraryKind } from "@aperture/sdk";
import { pathOf } from "../archive/pack-item-file.ts";

export interface CraftedItem {
  readonly kind: LibraryKind;
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly version?: string;
}

/** What is done otherwise than an honest packer does it; the rest is as it would do it, hashes and signature included. */
export interface Craft {
  readonly key?: SigningKey;
  readonly items?: readonly CraftedItem[];
  readonly publisher?: string;
  readonly manifest?: (honest: Record<string, unknown>) => unknown;
  readonly manifestText?: (honest: string) => string;
  /** Of the inner archive. */
  readonly entries?: (honest: readonly TarEntry[]) => readonly TarEntry[];
  readonly tar?: (honest: Buffer) => Buffer;
  readonly archive?: (honest: Buffer) => Buffer;
  readonly purpose?: string;
  readonly payloadType?: string;
  readonly bundle?: (honest: SignatureBundle) => SignatureBundle;
  /** The archive that is put into the file instead of the one that was signed. */
  readonly swapped?: Buffer;
  readonly members?: (honest: readonly TarEntry[]) => readonly TarEntry[];
  readonly bytes?: (honest: Buffer) => Buffer;
}

export const rule = (name: string, more = ""): CraftedItem => ({
  kind: "rule",
  name,
  text: `kind: rule\nname: ${name}\nwhen: {select: "role:tool_result"}\naction: {do: compress, level: trimmed}\n${more}`,
});
export const preset = (name: string, more = ""): CraftedItem => ({
  kind: "preset",
  name,
  text: `kind: preset\nname: ${name}\n${more}`,
});

const honestKey = newSigningKey();
const same = <Value>(value: Value): Value => value;

/** A pack, byte by byte as asked for. With nothing asked for it is what `writePack` makes. */
export function craftPack(craft: Craft = {}): Buffer {
  const { key = honestKey, bundle = same, members = same, bytes = same } = craft;
  const archive = craftArchive(craft);
  const statement = fileStatement("pack.tar.gz", archive, craft.purpose ?? "urn:aperture:pack");
  const signature = bundleText(bundle(sign(statement, craft.payloadType ?? STATEMENT_TYPE, key)));
  return bytes(
    written(
      members([
        { path: "pack.tar.gz", content: craft.swapped ?? archive },
        { path: "signature.json", content: signature },
      ]),
    ),
  );
}

export function craftArchive(craft: Craft): Buffer {
  const { items = [rule("trim-logs")], manifest = same, manifestText = same, entries = same } = craft;
  const listed = items.map(({ kind, name, text, version = "1.0.0" }) => ({
    kind,
    name,
    version,
    path: pathOf({ kind, name }),
    sha256: createHash("sha256").update(text).digest("hex"),
  }));
  const honest = {
    format: 1,
    note: "",
    publisher: craft.publisher ?? "",
    createdAt: "2026-01-02T03:04:05.000Z",
    items: listed,
  };
  const files = entries([
    { path: "pack.json", content: manifestText(`${JSON.stringify(manifest(honest), null, 2)}\n`) },
    ...items.map(({ kind, name, text }) => ({ path: pathOf({ kind, name }), content: text })),
  ]);
  const archive = gzipSync((craft.tar ?? same)(written(files)), { level: 9 });
  archive[9] = 255;
  return (craft.archive ?? same)(archive);
}

/** Plain files as packs have them; what is no plain file, or has no plain name, as an attacker would. */
function written(entries: readonly TarEntry[]): Buffer {
  const parts = entries.map((entry) => {
    const isPlain = entry.type === undefined && /^[\x20-\x7e]{1,99}$/.test(entry.path);
    const tar = isPlain ? writeTar([[entry.path, Buffer.from(entry.content ?? "")]]) : tarOf([entry]);
    return tar.subarray(0, -1_024);
  });
  return Buffer.concat([...parts, Buffer.alloc(1_024)]);
}
