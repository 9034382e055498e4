import type { Zone } from "@aperture/sdk";
import type { StageBlock, StageContext } from "../stage/stage.ts";

/** A template as far as it says where blocks stand, and which of them nobody but the user may touch. */
export interface ZoneSorter {
  readonly name: string;
  /** For the blocks of one request; `places` are their zones by role and place. */
  sort(blocks: readonly StageBlock[], places: readonly Zone[], context: StageContext): readonly SortedBlock[];
}

export interface SortedBlock {
  /** Null: by role and place. */
  readonly zone: Zone | null;
  /** Never shortened by anybody but the user. */
  readonly isKept: boolean;
}
