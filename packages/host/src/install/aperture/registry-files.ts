import { z } from "zod";

export const REGISTRY_FORMAT = 1;

/** SemVer 2.0.0; longer ones are nobody's. */
const Version = z
  .string()
  .max(60)
  .regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/);
const Kind = z.enum(["plugin", "preset", "rule", "template"]);
const Name = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);

// Shown in terminals and pages: nothing that steers them, turns text around or hides in it.
const plain = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, " "));
const lines = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, " "));

/** One line of `index.json`: the newest version of a package. */
export const IndexEntry = z.object({
  kind: Kind,
  name: Name,
  version: Version,
  title: plain(80),
  description: plain(1_000),
  keywords: z.array(plain(40)).max(20),
  /** What it asks for, in words. */
  permissions: z.array(plain(400)).max(500),
  publishedAt: z.iso.datetime(),
  changelog: lines(20_000).nullable(),
});
export type IndexEntry = z.infer<typeof IndexEntry>;

/** `index.json`. Entries are read one by one: what a later Aperture adds does not hide the rest. */
export const RegistryIndex = z.object({
  format: z.literal(REGISTRY_FORMAT),
  packages: z.array(z.unknown()).max(100_000),
});

/** `revoked.json`: what nobody may install any more. */
export const RevokedList = z.object({
  format: z.literal(REGISTRY_FORMAT),
  revoked: z
    .array(z.object({ name: z.string().max(100), versions: z.string().max(200), reason: plain(500) }))
    .max(100_000),
});
export type RevokedList = z.infer<typeof RevokedList>;

/** What a version of a packument says beyond what npm reads. */
const ApertureFacts = z.object({
  kind: Kind,
  publisher: plain(100),
  changelog: lines(20_000).nullable().default(null),
  /** Why it is not offered any more; those who have it keep it. */
  yanked: plain(500).nullable().default(null),
});

/** `npm/<name>`: a packument as npm clients read it. */
export const RegistryPackument = z.object({
  name: z.string(),
  "dist-tags": z.object({ latest: Version }),
  time: z.record(z.string(), z.iso.datetime()),
  versions: z.record(
    Version,
    z.object({
      name: z.string(),
      version: Version,
      dist: z.object({
        tarball: z.string().max(2_000),
        integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/),
      }),
      aperture: ApertureFacts,
    }),
  ),
});
export type RegistryPackument = z.infer<typeof RegistryPackument>;
