/**
 * What a plugin's side needs to have a lane's blocks as they are now, going on from what it had. Plain data: it crosses to a worker by structured clone. Applying a
 * lane's deltas in order, none left out, gives exactly what was packed.
 */
export interface LaneDelta {
  readonly lane: number;
  /** Lanes whose replica is dropped first: they have not been used for longest. */
  readonly drop: readonly number[];
  /** Nothing of this lane was sent before, or it begins anew: what is kept of it is dropped. */
  readonly fresh: boolean;
  /** Blocks there are now. */
  readonly count: number;
  /** Places whose record is another than before, and those records one after another. */
  readonly places: Int32Array;
  readonly records: Int32Array;
  /** To be put at the end of the lane's string table. */
  readonly strings: readonly string[];
  /** Blocks (by number) whose text is new or changed, and the texts. Only readable ones, each version once. */
  readonly textBlocks: readonly number[];
  readonly texts: readonly string[];
  /** Blocks whose text is dropped: they left the lane, or may not be read any more. */
  readonly gone: readonly number[];
}
