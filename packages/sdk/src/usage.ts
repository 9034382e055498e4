import { z } from "zod";

/** Tokens as the provider billed them, in one shape for all dialects. */
export const Usage = z
  .object({
    /** Uncached input tokens. */
    input: z.int(),
    output: z.int(),
    /** Input tokens read from the prompt cache. */
    cacheRead: z.int(),
    /** Input tokens written to the 5-minute cache (or to a cache whose TTL the provider does not name). */
    cacheWrite5m: z.int(),
    /** Input tokens written to the 1-hour cache. */
    cacheWrite1h: z.int(),
    /** Output tokens spent on reasoning; part of `output`. */
    reasoning: z.int().optional(),
  })
  .meta({ id: "Usage" });
export type Usage = z.infer<typeof Usage>;

/** Tokens of the whole prompt, however they were billed. */
export const promptTokens = (usage: Usage): number =>
  usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
