/** Blocks of one call as a runtime keeps them beside the guest. */
export interface LaneView {
  /** Records one after another (`block-record.ts`), in prompt order. */
  readonly records: Int32Array;
  /** "" for 0 and for unknown numbers. */
  string(id: number): string;
  /** Text of the block at this place; undefined where the plugin may not read it, or there is no such place. */
  text(place: number): string | undefined;
}
