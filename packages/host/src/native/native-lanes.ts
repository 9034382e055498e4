import type { PluginPermissions } from "@aperture/sdk";
import { Field, Flag, RECORD_INTS } from "@aperture/sdk/plugin/block-record";
import type { LaneView } from "@aperture/sdk/plugin/port/lane-view";
import type { BlockFacts } from "../border/block-facts.ts";
import { packBlocks } from "../border/pack-blocks.ts";
import { createStringTable, type StringTable } from "../border/string-table.ts";

/** What is kept of the lanes that a native plugin was called for: no texts, they are the program's own. */
export interface NativeLanes {
  view(lane: number, turn: number, blocks: readonly BlockFacts[], permissions: PluginPermissions): LaneView;
  forget(lane: number): void;
  clear(): void;
}

interface Kept {
  readonly strings: StringTable;
  readonly records: Int32Array;
  readonly hashes: readonly string[];
}

/** Strings of blocks that left stay in a table; from this many on it begins anew. */
const MOST_STRINGS = 50_000;

/** Nothing kept yet. */
export function createNativeLanes(): NativeLanes {
  const lanes = new Map<number, Kept>();
  return {
    view(lane, turn, blocks, permissions) {
      const found = lanes.get(lane);
      const before = found && found.strings.size <= MOST_STRINGS ? found : undefined;
      const strings = before?.strings ?? createStringTable();
      const records = packBlocks(blocks, { turn, permissions, strings }, before);
      lanes.set(lane, { strings, records, hashes: blocks.map((block) => block.hash) });
      return {
        // A copy: the plugin's own hands are on it, and the next call is compared with what was packed.
        records: records.slice(),
        string: (id) => strings.textOf(id),
        text: (place) =>
          ((records[place * RECORD_INTS + Field.flags] ?? 0) & Flag.isReadable) === 0 ? undefined : blocks[place]!.text,
      };
    },
    forget: (lane) => void lanes.delete(lane),
    clear: () => lanes.clear(),
  };
}
