import type { Change } from "../governor/change.ts";
import type { Emission } from "../governor/emission.ts";

/**
 * Prompt tokens that each actor keeps out of one request; negative for who adds. Only changes in force: what waits saves nothing.
 * @param original the client's own prompt
 */
export function savedByActor(
  original: Pick<Emission, "blocks" | "tokens">,
  inForce: Iterable<Pick<Change, "actor" | "block" | "kind" | "tokens">>,
): Record<string, number> {
  const places = new Map(original.blocks.map((block, at) => [block, at]));
  const saved: Record<string, number> = {};
  for (const { actor, block, kind, tokens } of inForce) {
    const at = places.get(block);
    if (at === undefined && kind !== "insert") continue;
    const before = kind === "insert" ? 0 : original.tokens[at! + 1]! - original.tokens[at!]!;
    saved[actor] = (saved[actor] ?? 0) + before - tokens;
  }
  return saved;
}
