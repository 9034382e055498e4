import type { Baseline } from "./baseline.ts";
import type { Change } from "./change.ts";

/** Something that waits, and what it would do to the prompt. */
export interface Candidate {
  readonly change: Change;
  /** Change in force that it takes the place of. */
  readonly before: Change | undefined;
  /** First part of the baseline's prompt that would be another. */
  readonly place: number;
  /** Prompt tokens that are saved from then on; negative where it adds. */
  readonly saved: number;
}

/** What is wanted and can be done to this very request; of several for one block only the newest. */
export function candidatesOf(
  baseline: Baseline,
  wanted: readonly Change[],
): { readonly open: readonly Candidate[]; readonly replaced: readonly Change[] } {
  const { places, known, sent, retired } = baseline;
  const byBlock = new Map<number, Candidate>();
  const replaced: Change[] = [];
  const gone = new Set(retired);
  for (const change of wanted) {
    if (gone.has(change)) continue;
    const place = placeOf(baseline, change);
    if (place === undefined) continue;
    const inForce = sent.get(change.block);
    const before = inForce === change ? undefined : inForce;
    const now = inForce?.tokens ?? known.get(change.block)?.tokens ?? 0;
    const then = change.state === "undo-pending" ? (known.get(change.block)?.tokens ?? 0) : change.tokens;
    const earlier = byBlock.get(change.block);
    // An undo and a new change of the same block: the new change is what is wanted.
    if (earlier && change.state === "undo-pending") continue;
    if (earlier && earlier.change.state === "pending") replaced.push(earlier.change);
    byBlock.set(change.block, { change, before, place, saved: now - then });
  }
  return { open: [...byBlock.values()], replaced };

  function placeOf({ emission }: Baseline, change: Change): number | undefined {
    const own = places.get(change.block);
    if (own !== undefined || change.kind !== "insert") return own;
    if (change.anchor === null) return emission.keys.indexOf("settings");
    const anchor = places.get(change.anchor);
    if (anchor === undefined) return undefined;
    // Behind what already stands behind the same block.
    let place = anchor + 1;
    while (sent.get(emission.blocks[place] ?? 0)?.anchor === change.anchor && place < emission.keys.length) place++;
    return place;
  }
}
