import type { Pinned, Zone } from "@aperture/sdk";
import type { Intent } from "../stage/intent.ts";
import type { Stage, StageBlock, StageResult } from "../stage/stage.ts";
import { defaultZoneSizes, type ZoneSizes, assignZones as zonesOf } from "./assign.ts";
import type { SortedBlock, ZoneSorter } from "./zone-sorter.ts";

export interface AssignZonesOptions {
  readonly sizesOf: (session: number) => ZoneSizes;
  readonly templateOf: (session: number) => ZoneSorter | null;
  /** Monotonic, ms. With it, a template's text conditions never hold a request up for long. */
  readonly clock?: (() => number) | undefined;
}

const byDefault: AssignZonesOptions = { sizesOf: () => defaultZoneSizes, templateOf: () => null };

/**
 * The stage that says where each block stands: what somebody set, else a pin, else the session's template, else role and position. What a template
 * keeps is pinned for this request: everything behind leaves pinned blocks alone, and only the user's own pins are stored.
 */
export function createAssignZones(
  overrides: (session: number) => ReadonlyMap<number, Zone>,
  { sizesOf, templateOf, clock }: AssignZonesOptions = byDefault,
): Stage {
  return {
    name: "assignZones",
    process: function assignZones(blocks, context): StageResult {
      const set = overrides(context.session);
      const template = templateOf(context.session);
      const places = zonesOf(blocks, sizesOf(context.session));
      const sorted = template?.sort(blocks, places, context, clock);
      const intents = blocks.flatMap((block, index): Intent[] => {
        const { zone, why } = standing(block, set.get(block.n), sorted?.blocks[index], places[index]!);
        const intents: Intent[] = [];
        if (zone !== block.zone) {
          const reason = why === "template" ? `template ${template?.name}` : why;
          intents.push({ kind: "zone", block: block.n, zone, reason });
        }
        if (template && sorted?.blocks[index]?.isKept === true && block.pinned === null)
          intents.push({
            kind: "pin",
            block: block.n,
            pinned: pinFor(zone),
            reason: `template ${template.name} keeps it as it is`,
            actor: `template:${template.name}`,
          });
        return intents;
      });
      return sorted?.unsearched ? { intents, reason: `template ${template?.name}${sorted.unsearched}` } : intents;
    },
  };
}

function standing(
  { pinned }: StageBlock,
  set: Zone | undefined,
  sorted: SortedBlock | undefined,
  place: Zone,
): { zone: Zone; why: "somebody moved it" | "template" | "by role and place" } {
  if (set !== undefined) return { zone: set, why: "somebody moved it" };
  const zone = pinnedZone(pinned);
  if (zone !== undefined) return { zone, why: "by role and place" };
  if (sorted?.zone) return { zone: sorted.zone, why: "template" };
  return { zone: place, why: "by role and place" };
}

const pinnedZone = (pinned: Pinned): Zone | undefined =>
  pinned === "top" ? "primacy" : pinned === "bottom" ? "recency" : undefined;

/** Either end holds others back alike; nothing is moved by it. */
const pinFor = (zone: Zone): "top" | "bottom" => (zone === "primacy" ? "top" : "bottom");
