import { z } from "zod";
import { CompressionLevel, Pinned, Zone } from "../block.ts";
import { JsonValue } from "../json-value.ts";

const block = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const reason = z.string().max(500).optional();
/** 4 MB: what one change of a plugin may say. */
const text = z.string().max(4_000_000);

/** One thing a stage wants. `block` is the number in `block-17`. The host checks each against the plugin's permissions. */
export const PatchItem = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("zone"), block, zone: Zone, reason }),
  z.strictObject({ op: z.literal("pin"), block, pinned: Pinned, reason }),
  z.strictObject({ op: z.literal("level"), block, level: CompressionLevel, reason }),
  z.strictObject({ op: z.literal("content"), block, text, reason }),
  /** `text`: a value that the block says and that must not leave. A placeholder stands for it wherever the session says it; answers get it back. */
  z.strictObject({ op: z.literal("redact"), block, text: z.string().min(4).max(10_000), reason }),
  z.strictObject({ op: z.literal("remove"), block, reason }),
  z.strictObject({
    op: z.literal("insert"),
    /** Behind which block; `tail`: behind the newest input; `system`: at the end of the system prompt. */
    behind: z.union([block, z.enum(["tail", "system"])]),
    text,
    /** Its own word for it: the same key goes into a lane once. */
    key: z.string().min(1).max(200),
    reason,
  }),
  z.strictObject({
    op: z.literal("stage"),
    /** Its own word for it: the same key is staged once for a session, and replaced by a later text until it went in. */
    key: z.string().min(1).max(200),
    text,
    zone: Zone.default("recency"),
    priority: z.int().min(-1_000).max(1_000).default(0),
    tokenCap: z.int().min(16).max(200_000).default(4_000),
    reason,
  }),
  z.strictObject({ op: z.literal("unstage"), key: z.string().min(1).max(200) }),
  z.strictObject({ op: z.literal("note"), block: block.nullable(), text: z.string().min(1).max(10_000) }),
  z.strictObject({ op: z.literal("emit"), event: z.string().max(60), data: z.record(z.string(), JsonValue) }),
  z.strictObject({ op: z.literal("model"), model: z.string().min(1).max(200), reason }),
  z.strictObject({
    op: z.literal("sampling"),
    temperature: z.number().min(0).max(2).optional(),
    topP: z.number().min(0).max(1).optional(),
    topK: z.int().min(1).max(100_000).optional(),
    maxOutputTokens: z.int().min(1).max(10_000_000).optional(),
    effort: z.enum(["minimal", "low", "medium", "high"]).optional(),
    reason,
  }),
  /** `block` stages only: the request must not leave, and why. */
  z.strictObject({ op: z.literal("refuse"), reason: z.string().min(1).max(500) }),
]);
export type PatchItem = z.infer<typeof PatchItem>;

/** What one call of a stage brought back, in the order it was recorded. */
export const Patch = z.array(PatchItem).max(10_000);
export type Patch = z.infer<typeof Patch>;
