import type { Usage } from "@aperture/sdk";
import { countField } from "../answer/json-value.ts";

/**
 * `usageMetadata`: the prompt count holds cached tokens; thoughts are billed as output but counted apart from
 * candidates. Writes to the implicit cache are not reported. Null where there is no count.
 */
export function readUsage(usage: unknown): Usage | null {
  const prompt = countField(usage, "promptTokenCount");
  const candidates = countField(usage, "candidatesTokenCount");
  if (prompt === undefined && candidates === undefined) return null;
  const cacheRead = countField(usage, "cachedContentTokenCount") ?? 0;
  const reasoning = countField(usage, "thoughtsTokenCount");
  const input = (prompt ?? 0) + (countField(usage, "toolUsePromptTokenCount") ?? 0) - cacheRead;
  return {
    input: Math.max(0, input),
    output: (candidates ?? 0) + (reasoning ?? 0),
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
