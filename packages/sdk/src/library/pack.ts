import { z } from "zod";
import { LibraryKind, LibraryName } from "./library-kind.ts";

/** The version of the format of `.aperture-pack`: docs/reference/pack.md. */
export const PACK_FORMAT = 1;

export const PackItem = z
  .strictObject({
    kind: LibraryKind,
    name: LibraryName,
    version: z.string().max(60),
    /** `items/<kind>/<name>.yml` */
    path: z.string().max(200),
    /** Lower-case hex of the file's bytes. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"),
  })
  .meta({ id: "PackItem" });
export type PackItem = z.infer<typeof PackItem>;

/** `pack.json` of a pack. */
export const PackManifest = z
  .strictObject({
    format: z.int().min(1),
    /** For people: what this is. */
    note: z.string().max(500).default(""),
    /** What the signer calls itself: nobody vouches for it, the key's fingerprint counts. */
    publisher: z.string().max(100).default(""),
    createdAt: z.iso.datetime(),
    items: z.array(PackItem).min(1).max(100),
  })
  .meta({ id: "PackManifest" });
export type PackManifest = z.infer<typeof PackManifest>;
