import { z } from "zod";
import { writeBody } from "./api/write-body.ts";
import { Pinned, Zone } from "./block.ts";

/** What a staged item says. A command runs once, when the item is staged; its output is what is injected. */
export const StagedSource = z.discriminatedUnion("kind", [
  writeBody({ kind: z.literal("text"), text: z.string().min(1).max(400_000) }),
  writeBody({ kind: z.literal("file"), path: z.string().min(1).max(4_096) }),
  writeBody({ kind: z.literal("glob"), pattern: z.string().min(1).max(4_096) }),
  writeBody({ kind: z.literal("command"), command: z.string().min(1).max(4_096) }),
]);
export type StagedSource = z.infer<typeof StagedSource>;

/** When an item goes in. Each goes in once per lane, and stays as it was. */
export const StagedCondition = z.discriminatedUnion("kind", [
  writeBody({ kind: z.literal("always") }),
  writeBody({ kind: z.literal("session-start") }),
  writeBody({
    kind: z.literal("regex"),
    pattern: z
      .string()
      .min(1)
      .max(1_000)
      .meta({ description: "RE2 syntax, searched in what is new since the last request." }),
  }),
  writeBody({
    kind: z.literal("file-touched"),
    glob: z
      .string()
      .min(1)
      .max(1_000)
      .meta({ description: "A tool call that is new since the last request names a path that matches this glob." }),
  }),
]);
export type StagedCondition = z.infer<typeof StagedCondition>;

export const NewStagedItem = writeBody({
  /** Session id or label; absent: offered to every session. */
  session: z.string().max(300).optional(),
  name: z.string().min(1).max(100),
  source: StagedSource,
  /** `primacy`: end of the system prompt, only where that is free; `recency` and `middle`: behind the newest input. */
  zone: Zone.default("recency"),
  position: Pinned.default(null),
  condition: StagedCondition.default({ kind: "always" }),
  /** Higher goes first where not all fit. */
  priority: z.int().min(-1_000).max(1_000).default(0),
  /** Tokens; what is longer is cut at a line and says so. */
  tokenCap: z.int().min(16).max(200_000).default(4_000),
  reason: z.string().max(500).optional(),
}).meta({ id: "NewStagedItem" });
export type NewStagedItem = z.input<typeof NewStagedItem>;

export const StagedItem = z
  .object({
    /** `staged-1` … */
    id: z.string(),
    /** Null: offered to every session. */
    sessionId: z.string().nullable(),
    name: z.string(),
    source: StagedSource,
    zone: Zone,
    position: Pinned,
    condition: StagedCondition,
    priority: z.int(),
    tokenCap: z.int(),
    enabled: z.boolean(),
    createdAt: z.string(),
    /** Tokens of what would go in now, or null where it could not be read. */
    tokens: z.int().nullable(),
    /** Why it cannot be read, or null. */
    trouble: z.string().nullable(),
    /** Lanes it went into, with the block it became. */
    injected: z.array(z.object({ lane: z.string(), block: z.string(), at: z.string() })),
  })
  .meta({ id: "StagedItem" });
export type StagedItem = z.infer<typeof StagedItem>;
