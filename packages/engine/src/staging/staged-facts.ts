import type { Pinned, StagedCondition, StagedSource, Zone } from "@aperture/sdk";

/** A staged item as the engine needs it; one object for as long as the item stays as it is. */
export interface StagedFacts {
  /** `staged-<n>` */
  readonly n: number;
  readonly name: string;
  readonly source: StagedSource;
  readonly zone: Zone;
  readonly position: Pinned;
  readonly condition: StagedCondition;
  /** Higher goes first where not all fit. */
  readonly priority: number;
  /** Tokens. */
  readonly tokenCap: number;
  /** Who staged it, where that was a plugin (`plugin:<id>`): what goes in is signed with it. */
  readonly actor?: string;
}

/** An item that may go into a lane, with the text that would. */
export interface OfferedItem {
  readonly item: StagedFacts;
  /** Made by `renderStaged`. */
  readonly text: string;
  /** True where it was not there yet at an earlier request of this lane. */
  readonly isLate?: boolean;
}
