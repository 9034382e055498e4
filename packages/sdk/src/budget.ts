import { z } from "zod";

/** `warn` says so; `condense` shortens the cheapest first down to the low-water mark; `block` refuses the request with 503. */
export const BudgetStrategy = z.enum(["warn", "condense", "block"]);
export type BudgetStrategy = z.infer<typeof BudgetStrategy>;

export const Budget = z
  .object({
    limit: z
      .int()
      .min(1_000)
      .max(100_000_000)
      .nullable()
      .meta({ description: "Prompt tokens; null: the model's window." }),
    strategy: BudgetStrategy.meta({
      description: "Beyond it: warn says so, condense shortens the cheapest first, block refuses the request.",
    }),
    lowWater: z.number().min(0.1).max(0.95).meta({ description: "Share of the limit that condensing goes down to." }),
  })
  .meta({ id: "Budget" });
export type Budget = z.infer<typeof Budget>;

export const BudgetState = z
  .object({
    budget: Budget,
    /** What it is held against: the budget's limit or the model's window; null where neither is known. */
    limit: z.int().nullable(),
    tokens: z.int(),
    /** tokens ÷ limit. */
    used: z.number().nullable(),
    /** 80, 90, 95 or null: the highest alert that was crossed. */
    alert: z.union([z.literal(80), z.literal(90), z.literal(95)]).nullable(),
    /** Requests until the limit is reached at the pace of the last ones; null: not growing, or unknown. */
    turnsLeft: z.int().nullable(),
    estimated: z.boolean(),
  })
  .meta({ id: "BudgetState" });
export type BudgetState = z.infer<typeof BudgetState>;
