import type { Zone } from "@aperture/sdk";
import type { Intent } from "../stage/intent.ts";
import type { Stage } from "../stage/stage.ts";
import { defaultZoneSizes, type ZoneSizes, assignZones as zonesOf } from "./assign.ts";

/** The stage that says where each block stands: what somebody set, else a pin, else role and position. */
export function createAssignZones(
  overrides: (session: number) => ReadonlyMap<number, Zone>,
  sizes: ZoneSizes = defaultZoneSizes,
): Stage {
  return {
    name: "assignZones",
    process: function assignZones(blocks, { session }): Intent[] {
      const set = overrides(session);
      const zones = zonesOf(blocks, sizes);
      return blocks.flatMap((block, index): Intent[] => {
        const zone = set.get(block.n) ?? pinnedZone(block.pinned) ?? zones[index]!;
        if (zone === block.zone) return [];
        return [
          { kind: "zone", block: block.n, zone, reason: set.has(block.n) ? "somebody moved it" : "by role and place" },
        ];
      });
    },
  };
}

const pinnedZone = (pinned: "top" | "bottom" | null): Zone | undefined =>
  pinned === "top" ? "primacy" : pinned === "bottom" ? "recency" : undefined;
