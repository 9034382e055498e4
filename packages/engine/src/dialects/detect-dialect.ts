import type { DialectId } from "@aperture/sdk";

/** Paths that carry a conversation, whatever stands in front of them; `count_tokens` and the like are none. */
const endings: readonly [pattern: RegExp, dialect: DialectId][] = [
  [/\/v1\/messages$/, "anthropic"],
  // Compatible servers have other versions in front of it (`/v4`, `/v1beta/openai`) or none.
  [/\/chat\/completions$/, "openai-chat"],
  [/\/v1\/responses$/, "openai-responses"],
  // Codex with a ChatGPT login.
  [/\/backend-api\/codex\/responses$/, "openai-responses"],
  [/\/(v1|v1beta|v1alpha)\/models\/[^/]+:(generateContent|streamGenerateContent)$/, "gemini"],
];

/** The dialect of a request by method and target (path and query); null where the endpoint carries no conversation. */
export function detectDialect(method: string, target: string): DialectId | null {
  if (method.toUpperCase() !== "POST") return null;
  const path = target.split(/[?#]/, 1)[0]!.replace(/\/+$/, "");
  return endings.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

const countings: readonly [pattern: RegExp, dialect: DialectId][] = [
  [/\/v1\/messages\/count_tokens$/, "anthropic"],
  [/\/v1\/responses\/input_tokens$/, "openai-responses"],
  [/\/(v1|v1beta|v1alpha)\/models\/[^/]+:countTokens$/, "gemini"],
];

/** The dialect of a request that only asks how long a prompt is; null for any other. It gets the same edits (law 4). */
export function detectCounting(method: string, target: string): DialectId | null {
  if (method.toUpperCase() !== "POST") return null;
  const path = target.split(/[?#]/, 1)[0]!.replace(/\/+$/, "");
  return countings.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
