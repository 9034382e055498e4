import type { PlacedDraft } from "../dialect.ts";

/** Numbers of the drafts that a cache mark of the client closes, on the part or inside its content. */
export function markedDrafts(drafts: readonly PlacedDraft[]): number[] {
  return drafts.flatMap(({ draft }, number) => (draft.cacheMark ? [number] : []));
}
