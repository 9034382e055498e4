import type { Usage } from "@aperture/sdk";
import { countField, field } from "./json-value.ts";

/**
 * Usage in either OpenAI naming. The provider's input count holds cached tokens and cache writes; ours is what is left.
 * Writes count as 5-minute writes: OpenAI bills one price for all of them. Null where there is no count.
 */
export function openaiUsage(usage: unknown): Usage | null {
  const prompt = countField(usage, "prompt_tokens") ?? countField(usage, "input_tokens");
  const output = countField(usage, "completion_tokens") ?? countField(usage, "output_tokens");
  if (prompt === undefined && output === undefined) return null;
  const input = field(usage, "prompt_tokens_details") ?? field(usage, "input_tokens_details");
  const generated = field(usage, "completion_tokens_details") ?? field(usage, "output_tokens_details");
  // DeepSeek reports its hits beside the counts.
  const cacheRead = countField(input, "cached_tokens") ?? countField(usage, "prompt_cache_hit_tokens") ?? 0;
  const cacheWrite5m = countField(input, "cache_write_tokens") ?? 0;
  const reasoning = countField(generated, "reasoning_tokens");
  return {
    input: Math.max(0, (prompt ?? 0) - cacheRead - cacheWrite5m),
    output: output ?? 0,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: 0,
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
