import { z } from "zod";

const amount = z.object({
  /** Uncached-input-token equivalents. */
  tokens: z.number(),
  /** Null where the model's price is not known. */
  usd: z.number().nullable(),
});

/** What a session was billed and what the same session would have been billed untouched. Negative savings are shown as such. */
export const Ledger = z
  .object({
    sessionId: z.string(),
    turns: z.int(),
    /** Turns with billed usage: only these are counted. */
    billedTurns: z.int(),
    billed: amount,
    untouched: amount,
    /** untouched − billed; negative: Aperture cost more than it saved. */
    saved: amount,
    /** saved ÷ untouched, or null before anything was billed. */
    share: z.number().nullable(),
    /** The same by who changed: `user`, `auto`, `rule:<id>`, `plugin:<id>`. Prompt tokens kept out, summed over turns. */
    actors: z.array(z.object({ actor: z.string(), tokens: z.number(), changes: z.int() })),
    /** True where this session is left untouched for comparison. */
    holdout: z.boolean(),
    /** Prediction of the next request's input against what was billed, in per cent: median and 95th percentile after 5 turns. */
    prediction: z.object({ turns: z.int(), p50: z.number().nullable(), p95: z.number().nullable() }),
    pricesFrom: z.string(),
  })
  .meta({ id: "Ledger" });
export type Ledger = z.infer<typeof Ledger>;

/** How well a context is kept, 0 to 100, and what it is made of. */
export const ContextHealth = z
  .object({
    sessionId: z.string(),
    score: z.int().min(0).max(100),
    factors: z.array(
      z.object({
        name: z.enum(["room", "staleness", "repetition", "cache", "noise", "failures"]),
        /** 0 to 100. */
        score: z.int(),
        weight: z.number(),
        /** One sentence: what was measured and what would help. */
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: "ContextHealth" });
export type ContextHealth = z.infer<typeof ContextHealth>;
