import type { Usage } from "@aperture/sdk";
import { countField, field } from "../answer/json-value.ts";

/**
 * Usage of a message, or of a `message_delta`, whose counts are cumulative and may leave out what `message_start` said.
 * Null where neither holds a count.
 */
export function readUsage(usage: unknown, before: Usage | null = null): Usage | null {
  const input = countField(usage, "input_tokens");
  const output = countField(usage, "output_tokens");
  if (input === undefined && output === undefined) return before;
  const reasoning = countField(field(usage, "output_tokens_details"), "thinking_tokens") ?? before?.reasoning;
  return {
    input: input ?? before?.input ?? 0,
    output: output ?? before?.output ?? 0,
    cacheRead: countField(usage, "cache_read_input_tokens") ?? before?.cacheRead ?? 0,
    ...cacheWrites(usage, before),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

/**
 * Writes by TTL where the provider tells them apart; else all of them count as 5-minute writes. A `message_delta` that
 * only repeats the sum adds nothing to a split that `message_start` gave.
 */
function cacheWrites(usage: unknown, before: Usage | null): Pick<Usage, "cacheWrite5m" | "cacheWrite1h"> {
  const byTtl = field(usage, "cache_creation");
  const short = countField(byTtl, "ephemeral_5m_input_tokens");
  const long = countField(byTtl, "ephemeral_1h_input_tokens");
  if (short !== undefined || long !== undefined) return { cacheWrite5m: short ?? 0, cacheWrite1h: long ?? 0 };
  const known = { cacheWrite5m: before?.cacheWrite5m ?? 0, cacheWrite1h: before?.cacheWrite1h ?? 0 };
  const sum = countField(usage, "cache_creation_input_tokens");
  if (sum === undefined || sum === known.cacheWrite5m + known.cacheWrite1h) return known;
  return { cacheWrite5m: Math.max(0, sum - known.cacheWrite1h), cacheWrite1h: Math.min(sum, known.cacheWrite1h) };
}
