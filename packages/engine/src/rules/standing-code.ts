import { CompressionLevel, type Pinned, Zone } from "@aperture/sdk";
import type { SelectorBlock, Term } from "../selectors/selector.ts";

/** How a block stands: its level, zone and pin, as one number. There are few, so what selectors ask of them is a table. */
export type Standing = Pick<SelectorBlock, "level" | "zone" | "pinned">;

const levels = CompressionLevel.options;
const zones = Zone.options;
const pins: readonly Pinned[] = [null, "top", "bottom"];

const levelCode = new Map(levels.map((level, index) => [level, index * zones.length * pins.length]));
const zoneCode = new Map(zones.map((zone, index) => [zone, index * pins.length]));

/** 0 … `levels × zones × pins` − 1 */
export const standingCode = ({ level, zone, pinned }: Standing): number =>
  levelCode.get(level)! + zoneCode.get(zone)! + (pinned === null ? 0 : pinned === "top" ? 1 : 2);

/** For each code whether all of the terms hold: 1 or 0. They may ask of level, zone and pin alone. */
export function standingTable(terms: readonly Term[]): Uint8Array {
  const table = new Uint8Array(levels.length * zones.length * pins.length);
  for (const level of levels)
    for (const zone of zones)
      for (const pinned of pins) {
        const block = { ...nobody, level, zone, pinned };
        table[standingCode(block)] = terms.every((term) => term.test(block) !== term.negated) ? 1 : 0;
      }
  return table;
}

const nobody: SelectorBlock = {
  ...{ n: 0, role: "other", kind: "", zone: "middle", pinned: null, level: "original", origin: "" },
  ...{ tokens: 0, age: 0, turn: 0, position: 0, staleness: 0 },
  text: () => "",
};
