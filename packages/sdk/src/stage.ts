import { z } from "zod";

/** Where a stage of somebody else may stand in the pipeline, in the order a request meets the places. */
export const StagePosition = z.enum([
  "before_parse",
  "after_parse",
  "after_zone",
  "after_inject",
  "after_condense",
  "after_budget",
  "after_reorder",
  "before_emit",
]);
export type StagePosition = z.infer<typeof StagePosition>;

/** One stage's part in one request: what it wanted, why, and what it took. */
export const StageRun = z
  .object({
    /** `assignZones`, `condense` … or `plugin:<id>/<stage>`. */
    stage: z.string(),
    /** Milliseconds. */
    ms: z.number(),
    /** Intents it gave, by kind: `{ compress: 3 }`. */
    intents: z.record(z.string(), z.int()),
    /** One line for people, or null where it had nothing to say. */
    reason: z.string().nullable(),
    /** Message of what it threw: the request went on without it. */
    error: z.string().nullable(),
  })
  .meta({ id: "StageRun" });
export type StageRun = z.infer<typeof StageRun>;
