import { Field, Flag, RECORD_INTS } from "@aperture/sdk/plugin/block-record";
import type { LaneDelta } from "./lane-delta.ts";

/** A lane as the plugin's side has it. */
export interface GuestLane {
  /** Blocks there are. */
  readonly count: number;
  /** Their records one after another; a view, valid until the next `apply`. */
  readonly records: Int32Array;
  /** "" for 0 and for unknown numbers. */
  string(id: number): string;
  /** Text of the block at this place; undefined where the plugin may not read it, or there is no such place. */
  text(place: number): string | undefined;
}

/** The plugin's side of its replicas: applies what `createLaneReplicas` says, and decides nothing. */
export interface GuestLanes {
  apply(delta: LaneDelta): GuestLane;
  /** Which string table the lane uses now: another number for each that ever was. 0: there is no such lane. */
  version(lane: number): number;
}

interface Kept {
  readonly version: number;
  records: Int32Array;
  count: number;
  strings: string[];
  texts: Map<number, string>;
}

/** Nothing kept yet. */
export function createGuestLanes(): GuestLanes {
  const lanes = new Map<number, Kept>();
  let versions = 0;
  return {
    version: (lane) => lanes.get(lane)?.version ?? 0,
    apply(delta) {
      for (const number of delta.drop) lanes.delete(number);
      const known = delta.fresh ? undefined : lanes.get(delta.lane);
      const lane = known ?? newLane(++versions);
      lanes.set(delta.lane, lane);
      resize(lane, delta.count);
      delta.places.forEach((place, index) => {
        const record = delta.records.subarray(index * RECORD_INTS, (index + 1) * RECORD_INTS);
        lane.records.set(record, place * RECORD_INTS);
      });
      for (const text of delta.strings) lane.strings.push(text);
      for (const number of delta.gone) lane.texts.delete(number);
      delta.textBlocks.forEach((number, index) => {
        lane.texts.set(number, delta.texts[index]!);
      });
      return viewOf(lane);
    },
  };
}

const newLane = (version: number): Kept => ({
  version,
  records: new Int32Array(0),
  count: 0,
  strings: [""],
  texts: new Map(),
});

/** Room for half as much again, so that a growing conversation is not copied each turn. */
function resize(lane: Kept, count: number): void {
  if (count * RECORD_INTS > lane.records.length) {
    const larger = new Int32Array(Math.ceil(count * 1.5) * RECORD_INTS);
    larger.set(lane.records.subarray(0, lane.count * RECORD_INTS));
    lane.records = larger;
  }
  lane.count = count;
}

function viewOf(lane: Kept): GuestLane {
  const records = lane.records.subarray(0, lane.count * RECORD_INTS);
  return {
    count: lane.count,
    records,
    string: (id) => lane.strings[id] ?? "",
    text(place) {
      const at = place * RECORD_INTS;
      if (!Number.isInteger(place) || place < 0 || place >= lane.count) return undefined;
      if ((records[at + Field.flags]! & Flag.isReadable) === 0) return undefined;
      return lane.texts.get(records[at]!);
    },
  };
}
