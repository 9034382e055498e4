import { z } from "zod";
import { LibraryKind } from "./library-kind.ts";

/** One side of a replay: what would have been sent, and what that would have been billed. */
export const ReplayTotals = z
  .object({
    /** Prompt tokens, all requests together. */
    promptTokens: z.number(),
    /** Uncached-token equivalents by the provider's cache rules: the bill. */
    bill: z.number(),
    /** USD, or null where the model has no price. */
    usd: z.number().nullable(),
  })
  .meta({ id: "ReplayTotals" });
export type ReplayTotals = z.infer<typeof ReplayTotals>;

/** What something would have done to requests that were recorded: computed, never billed. */
export const ReplayEffect = z
  .object({
    sessions: z.array(z.string()),
    requests: z.int(),
    /** As they would have left with what is compared against (default: untouched). */
    before: ReplayTotals,
    after: ReplayTotals,
    /** after ÷ before − 1 of the bill; negative saves. */
    billChange: z.number(),
    tokenChange: z.number(),
    /** Blocks that would have been sent otherwise, the largest differences first. */
    blocks: z.array(
      z.object({
        session: z.string(),
        block: z.string(),
        /** Number of the request in which it first differed. */
        turn: z.int(),
        /** `compress trimmed`, `remove`, `insert` … */
        what: z.string(),
        actor: z.string(),
        tokensBefore: z.number(),
        tokensAfter: z.number(),
      }),
    ),
    changedBlocks: z.int(),
    /** Requests that could not be made, or that the provider would not accept: there must be none. */
    invalid: z.int(),
    /** Milliseconds a request for the stages, median; null where nothing was measured. */
    p50: z.number().nullable(),
    /** Always true: nobody billed this. */
    estimated: z.literal(true),
    /** One sentence for people on what this rests upon. */
    basis: z.string(),
  })
  .meta({ id: "ReplayEffect" });
export type ReplayEffect = z.infer<typeof ReplayEffect>;

/** What the starter library's things did to the recorded sessions they were measured on. */
export const MeasuredEffect = z
  .object({
    kind: LibraryKind,
    name: z.string(),
    sessions: z.int(),
    requests: z.int(),
    billChange: z.number(),
    tokenChange: z.number(),
    /** The session in which it saved most, and least. */
    best: z.number(),
    worst: z.number(),
  })
  .meta({ id: "MeasuredEffect" });
export type MeasuredEffect = z.infer<typeof MeasuredEffect>;
