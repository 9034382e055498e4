import { z } from "zod";
import { CompressionLevel, Zone } from "../block.ts";
import { itemHead } from "./library-kind.ts";
import { SelectorText } from "./rule.ts";

const tokens = z.int().min(0).max(100_000_000);

/** The structure of a session: what sorts into which zone, how much a zone holds, what must be so. */
export const Template = z
  .strictObject({
    kind: z.literal("template"),
    ...itemHead,
    /** The first that matches says where a block stands; the rest by role and place. What a user moved or pinned stays. */
    zones: z
      .array(z.strictObject({ select: SelectorText, zone: Zone }))
      .max(50)
      .default([]),
    /** Tokens a zone may hold; what is beyond goes down, oldest first, where that is free or pays. */
    caps: z
      .strictObject({ primacy: tokens.optional(), middle: tokens.optional(), recency: tokens.optional() })
      .prefault({}),
    constraints: z
      .strictObject({
        /** Never shortened by rules, the mode auto or caps. */
        keep: z.array(SelectorText).max(50).default([]),
        /** Of what matches, the newest `count` stay as they are; older ones go to `level`. */
        atMost: z
          .array(
            z.strictObject({
              select: SelectorText,
              count: z.int().min(0).max(10_000),
              level: CompressionLevel.exclude(["original"]).default("summarized"),
            }),
          )
          .max(50)
          .default([]),
        /** Said once per lane where fewer than `atLeast` blocks match. */
        require: z
          .array(
            z.strictObject({
              select: SelectorText,
              atLeast: z.int().min(1).max(1_000).default(1),
              says: z.string().min(1).max(300),
            }),
          )
          .max(50)
          .default([]),
      })
      .prefault({}),
  })
  .meta({ id: "Template" });
export type Template = z.infer<typeof Template>;
