/** How often a part of this `type` (or with this key, as Gemini marks its parts) occurs in a history. */
export function countParts(history: unknown, kind: string): number {
  if (Array.isArray(history)) return history.reduce((sum: number, item) => sum + countParts(item, kind), 0);
  if (typeof history !== "object" || history === null) return 0;
  const item = history as Record<string, unknown>;
  if (item.type === kind || kind in item) return 1;
  return countParts(item.content, kind) + countParts(item.parts, kind);
}
