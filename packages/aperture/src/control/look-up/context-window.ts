/** Input tokens that a model family takes, as its provider publishes it; the longest prefix wins. */
const windows: Readonly<Record<string, number>> = {
  "claude-": 200_000,
  "gpt-3.5": 16_385,
  "gpt-4": 8_192,
  "gpt-4-turbo": 128_000,
  "gpt-4o": 128_000,
  "chatgpt-4o": 128_000,
  "gpt-4.1": 1_047_576,
  "gpt-5": 400_000,
  o1: 200_000,
  o3: 200_000,
  "o4-mini": 200_000,
  "gemini-1.5-pro": 2_097_152,
  "gemini-1.5-flash": 1_048_576,
  "gemini-2": 1_048_576,
  "gemini-3": 1_048_576,
};

/** The model's window in tokens, or null where the family is not known. */
export function contextWindow(model: string | null): number | null {
  // Gateways put the maker first: `anthropic/claude-…`, `models/gemini-…`.
  const name = model?.slice(model.lastIndexOf("/") + 1).toLowerCase() ?? "";
  // Claude Code marks the long-context variant of a model in its name.
  if (name.startsWith("claude-") && name.endsWith("[1m]")) return 1_000_000;
  const prefix = Object.keys(windows)
    .filter((candidate) => name.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined ? null : windows[prefix]!;
}
