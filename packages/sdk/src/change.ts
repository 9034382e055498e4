import { z } from "zod";
import { CompressionLevel } from "./block.ts";

/** What is done to a block's text. Pins, zones and notes change no text and are no changes. */
export const ChangeKind = z.enum(["compress", "edit", "remove", "insert", "redact"]);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** The life of a change: packages/engine/src/governor/SPEC.md. */
export const ChangeState = z.enum([
  "pending",
  "applied",
  "undo-pending",
  "undone",
  "withdrawn",
  "retired",
  "superseded",
]);
export type ChangeState = z.infer<typeof ChangeState>;

/** What a change costs now and saves later. Tokens of the session's model; cost in input tokens at the full price. */
export const ChangePrice = z
  .object({
    /** Prompt tokens saved on every request from then on; negative where the change adds. */
    tokensSaved: z.int(),
    /** Cached tokens that would be billed anew if it were applied now. 0: free. */
    rewrittenTokens: z.int(),
    /** Uncached-input-token equivalents that applying it now costs more than leaving it; negative: cheaper at once. */
    costNow: z.number(),
    /** Requests until it has paid for itself; 0 at once, null never. */
    turnsToPayBack: z.number().nullable(),
    /** True where token counts are estimates. */
    estimated: z.boolean(),
  })
  .meta({ id: "ChangePrice" });
export type ChangePrice = z.infer<typeof ChangePrice>;

/** One block's change in one lane. */
export const Change = z
  .object({
    /** `change-1` … */
    id: z.string(),
    /** `operation-1`, or null where a stage made it on its own. */
    operation: z.string().nullable(),
    sessionId: z.string(),
    lane: z.string(),
    block: z.string(),
    kind: ChangeKind,
    /** Level after it. */
    level: CompressionLevel,
    state: ChangeState,
    /** `user`, `auto`, `rule:<id>`, `plugin:<id>` … */
    actor: z.string(),
    reason: z.string().nullable(),
    /** True where it goes with the next request whatever it costs: somebody said now, or it protects. */
    forced: z.boolean(),
    createdAt: z.string(),
    /** Turn of its lane with which it was first sent, or null. */
    appliedTurn: z.int().nullable(),
    /** As of the lane's last request; null once it ended. */
    price: ChangePrice.nullable(),
  })
  .meta({ id: "Change" });
export type Change = z.infer<typeof Change>;
