import { z } from "zod";

/** What can be shared beside plugins: data alone, in YAML, without any code. */
export const LibraryKind = z.enum(["preset", "rule", "template"]);
export type LibraryKind = z.infer<typeof LibraryKind>;

/** `none` is the word for "no preset". */
const reserved = new Set(["none", "default"]);

/** Unique among its kind. */
export const LibraryName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens, beginning with a letter")
  .max(64)
  .refine((name) => !reserved.has(name), "another name: this one is a word of Aperture's own");

/** What every shareable thing says of itself. */
export const itemHead = {
  name: LibraryName.meta({ description: "What its file is called, too; unique among its kind." }),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/, "a semantic version, such as 1.0.0")
    .default("1.0.0")
    .meta({ description: "Semantic version, such as 1.0.0." }),
  title: z.string().min(1).max(80).optional().meta({ description: "What lists show in the place of its name." }),
  description: z.string().max(1_000).default("").meta({ description: "What it is good for, in a sentence or two." }),
  author: z.string().max(200).optional().meta({ description: "Who wrote it; nobody checks that." }),
  license: z.string().max(60).optional().meta({ description: "Under which terms others may use it, such as MIT." }),
  keywords: z.array(z.string().max(40)).max(20).default([]).meta({ description: "Words by which registries find it." }),
} as const;
