import { z } from "zod";
import { CompressionLevel, Zone } from "../block.ts";
import { itemHead } from "./library-kind.ts";
import { SelectorText } from "./rule.ts";

const tokens = z.int().min(0).max(100_000_000);

/** The structure of a session: what sorts into which zone, how much a zone holds, what must be so. */
export const Template = z
  .strictObject({
    kind: z.literal("template").meta({ description: "What this file is." }),
    ...itemHead,
    zones: z
      .array(
        z.strictObject({
          select: SelectorText.meta({ description: "Which blocks." }),
          zone: Zone.meta({ description: "Where they stand." }),
        }),
      )
      .max(50)
      .default([])
      .meta({
        description:
          "The first that matches says where a block stands, the rest by role and place; what a user moved or pinned stays.",
      }),
    caps: z
      .strictObject({
        primacy: tokens.optional().meta({ description: "Tokens at the beginning of the prompt, at most." }),
        middle: tokens.optional().meta({ description: "Tokens between beginning and end, at most." }),
        recency: tokens.optional().meta({ description: "Tokens at the end of the prompt, at most." }),
      })
      .prefault({})
      .meta({
        description: "Tokens a zone may hold; what is beyond is shortened, oldest first, where that is free or pays.",
      }),
    constraints: z
      .strictObject({
        keep: z
          .array(SelectorText)
          .max(50)
          .default([])
          .meta({ description: "Never shortened by rules, the mode auto or caps." }),
        atMost: z
          .array(
            z.strictObject({
              select: SelectorText.meta({ description: "Which blocks." }),
              count: z.int().min(0).max(10_000).meta({ description: "How many of the newest stay as they are." }),
              level: CompressionLevel.exclude(["original"])
                .default("summarized")
                .meta({ description: "How short older ones become." }),
            }),
          )
          .max(50)
          .default([])
          .meta({ description: "Of what matches, the newest so many stay as they are; older ones are shortened." }),
        require: z
          .array(
            z.strictObject({
              select: SelectorText.meta({ description: "Which blocks." }),
              atLeast: z.int().min(1).max(1_000).default(1).meta({ description: "How many of them there have to be." }),
              says: z
                .string()
                .min(1)
                .max(300)
                .meta({ description: "What is said where there are fewer, once per lane." }),
            }),
          )
          .max(50)
          .default([])
          .meta({ description: "What the prompt must have, and what is said where it has not." }),
      })
      .prefault({})
      .meta({ description: "What must be so." }),
  })
  .meta({ id: "Template" });
export type Template = z.infer<typeof Template>;
