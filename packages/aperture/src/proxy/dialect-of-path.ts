import type { DialectId } from "@aperture/sdk";

/** Paths that carry a conversation. Token counts and the like go to the same provider, but are none. */
const conversations: readonly (readonly [RegExp, DialectId])[] = [
  [/^\/v1\/messages$/, "anthropic"],
  [/^\/v1\/chat\/completions$/, "openai-chat"],
  [/^(?:\/v1|\/backend-api\/codex)\/responses$/, "openai-responses"],
  [/^\/v1(?:alpha|beta)?\/models\/[^/]+:(?:generateContent|streamGenerateContent)$/, "gemini"],
];

export function dialectOfPath(path: string): DialectId | null {
  return conversations.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
