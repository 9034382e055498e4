import type { PluginPermissions } from "@aperture/sdk";
import { Field, Flag, RECORD_INTS } from "@aperture/sdk/plugin/block-record";
import type { BlockFacts } from "./block-facts.ts";
import type { LaneDelta } from "./lane-delta.ts";
import { packBlocks } from "./pack-blocks.ts";
import { createStringTable, type StringTable } from "./string-table.ts";

/** The host's side of one plugin's replicas: it knows what the other side has, and says what to add. */
export interface LaneReplicas {
  /** What to send so that the other side has `blocks`. It counts as received: a delta that is not delivered calls for `clear`. */
  delta(lane: number, turn: number, blocks: readonly BlockFacts[], permissions: PluginPermissions): LaneDelta;
  /** The lane is over. False: nothing was kept of it. The other side hears of it with the next delta. */
  forget(lane: number): boolean;
  /** The other side has nothing any more, or may show something else from now on. It hears of it with the next delta. */
  clear(): void;
  /** Lanes kept, and their bytes as they are counted against the bound. */
  size(): { readonly lanes: number; readonly bytes: number };
}

interface Lane {
  records: Int32Array;
  hashes: string[];
  strings: StringTable;
  /** By block number: hash of the text that was sent, and its length. */
  texts: Map<number, { hash: string; units: number }>;
  textUnits: number;
}

/** Strings of blocks that left stay in a lane's table; from this many on, the lane is sent anew with those it still needs. */
const MOST_STRINGS = 50_000;

/**
 * `maxBytes` bounds what is kept on the other side (a UTF-16 unit counts two bytes): lanes unused for longest are dropped
 * first. The lane of the call itself always stays, so the true bound is the larger of the two.
 */
export function createLaneReplicas(maxBytes = 16 * 1024 * 1024): LaneReplicas {
  /** In order of use, oldest first. */
  const lanes = new Map<number, Lane>();
  const toDrop = new Set<number>();
  const bytesOf = (lane: Lane) => 2 * (lane.textUnits + lane.strings.units) + lane.records.byteLength;
  const totalBytes = () => [...lanes.values()].reduce((sum, lane) => sum + bytesOf(lane), 0);

  function makeRoom(current: number): void {
    let bytes = totalBytes();
    for (const [number, lane] of lanes) {
      if (bytes <= maxBytes) return;
      if (number === current) continue;
      bytes -= bytesOf(lane);
      lanes.delete(number);
      toDrop.add(number);
    }
  }

  return {
    delta(number, turn, blocks, permissions) {
      const kept = lanes.get(number);
      const known = kept && kept.strings.size <= MOST_STRINGS ? kept : undefined;
      const lane = known ?? newLane();
      // Behind the others: the one used last.
      lanes.delete(number);
      lanes.set(number, lane);

      const firstNew = lane.strings.size;
      const records = packBlocks(blocks, { turn, permissions, strings: lane.strings }, known);
      const changed = changedPlaces(lane.records, records);
      const texts = newTexts(lane, blocks, records);
      lane.records = records;
      lane.hashes = blocks.map((block) => block.hash);
      makeRoom(number);
      toDrop.delete(number);
      const drop = [...toDrop];
      toDrop.clear();
      return {
        lane: number,
        drop,
        fresh: known === undefined,
        count: records.length / RECORD_INTS,
        places: changed,
        records: recordsAt(records, changed),
        strings: lane.strings.after(firstNew),
        ...texts,
      };
    },
    forget(number) {
      if (!lanes.delete(number)) return false;
      toDrop.add(number);
      return true;
    },
    clear() {
      for (const number of lanes.keys()) toDrop.add(number);
      lanes.clear();
    },
    size: () => ({ lanes: lanes.size, bytes: totalBytes() }),
  };
}

const newLane = (): Lane => ({
  records: new Int32Array(0),
  hashes: [],
  strings: createStringTable(),
  texts: new Map(),
  textUnits: 0,
});

/**
 * By place, not by block: the usual change is a few blocks at the end. After one in the middle the records behind it are sent again
 * (64 bytes each), their texts are not.
 */
function changedPlaces(before: Int32Array, now: Int32Array): Int32Array {
  const places: number[] = [];
  for (let at = 0; at < now.length; at += RECORD_INTS) {
    let field = at;
    const end = at + RECORD_INTS;
    while (field < end && before[field] === now[field]) field++;
    if (field < end) places.push(at / RECORD_INTS);
  }
  return Int32Array.from(places);
}

function recordsAt(records: Int32Array, places: Int32Array): Int32Array {
  const list = new Int32Array(places.length * RECORD_INTS);
  places.forEach((place, index) => {
    list.set(records.subarray(place * RECORD_INTS, (place + 1) * RECORD_INTS), index * RECORD_INTS);
  });
  return list;
}

function newTexts(lane: Lane, blocks: readonly BlockFacts[], records: Int32Array) {
  const textBlocks: number[] = [];
  const texts: string[] = [];
  const gone: number[] = [];
  let readable = 0;
  for (let place = 0; place < records.length / RECORD_INTS; place++) {
    const at = place * RECORD_INTS;
    if ((records[at + Field.flags]! & Flag.isReadable) === 0) continue;
    readable++;
    const block = blocks[place]!;
    const wasSent =
      lane.hashes[place] === block.hash &&
      lane.records[at] === block.n &&
      (lane.records[at + Field.flags]! & Flag.isReadable) !== 0;
    if (wasSent) continue;
    const sent = lane.texts.get(block.n);
    if (sent?.hash === block.hash) continue;
    lane.texts.set(block.n, { hash: block.hash, units: block.text.length });
    lane.textUnits += block.text.length - (sent?.units ?? 0);
    textBlocks.push(block.n);
    texts.push(block.text);
  }
  if (lane.texts.size > readable) {
    const present = new Set<number>();
    for (let at = 0; at < records.length; at += RECORD_INTS)
      if ((records[at + Field.flags]! & Flag.isReadable) !== 0) present.add(records[at]!);
    for (const [number, { units }] of lane.texts) {
      if (present.has(number)) continue;
      lane.texts.delete(number);
      lane.textUnits -= units;
      gone.push(number);
    }
  }
  return { textBlocks, texts, gone };
}
