import type { Zone } from "@aperture/sdk";
import type { StageBlock, StageContext } from "../stage/stage.ts";

/** A template as far as it says where blocks stand, and which of them nobody but the user may touch. */
export interface ZoneSorter {
  readonly name: string;
  /** For the blocks of one request; `places` are their zones by role and place. */
  sort(
    blocks: readonly StageBlock[],
    places: readonly Zone[],
    context: StageContext,
    /** Monotonic, ms: with it, texts are searched for a bounded time, and what is left with the next request. */
    clock?: (() => number) | undefined,
  ): SortedBlocks;
}

export interface SortedBlocks {
  readonly blocks: readonly SortedBlock[];
  /** What was not searched, for the stage's reason; empty: everything was. */
  readonly unsearched: string;
}

export interface SortedBlock {
  /** Null: by role and place. */
  readonly zone: Zone | null;
  /** Never shortened by anybody but the user. */
  readonly isKept: boolean;
}
