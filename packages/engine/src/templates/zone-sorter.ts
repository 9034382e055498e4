import type { Zone } from "@aperture/sdk";
import { BlockView } from "../rules/block-view.ts";
import { holds, type SplitSelector } from "../rules/split-selector.ts";
import type { StageBlock } from "../stage/stage.ts";
import type { SortedBlock, ZoneSorter } from "../zones/zone-sorter.ts";

export interface SortingRule {
  readonly select: SplitSelector;
  readonly zone: Zone;
}

/** Blocks that are remembered. */
const MOST = 20_000;

interface Known {
  readonly hash: string;
  /** Those whose fixed terms hold, in their order. */
  readonly zones: readonly SortingRule[];
  readonly keep: readonly SplitSelector[];
}

const unsorted: SortedBlock = { zone: null, isKept: false };

/** Sorts the blocks of requests by a template's selectors. What follows from a block's text is found once. */
export function createZoneSorter(zones: readonly SortingRule[], keep: readonly SplitSelector[]): ZoneSorter["sort"] {
  const known = new Map<number, Known>();
  const know = (block: StageBlock, view: BlockView): Known => {
    const before = known.get(block.n);
    if (before?.hash === block.hash) return before;
    const found: Known = {
      hash: block.hash,
      zones: zones.filter(({ select }) => holds(select.fixed, view)),
      keep: keep.filter(({ fixed }) => holds(fixed, view)),
    };
    if (known.size >= MOST) known.clear();
    known.set(block.n, found);
    return found;
  };
  return function sort(blocks, places, { turn }) {
    if (zones.length === 0 && keep.length === 0) return blocks.map(() => unsorted);
    const view = new PlacedView(turn, places);
    return blocks.map((block, index): SortedBlock => {
      const found = know(block, view.of(block, index));
      if (found.zones.length === 0 && found.keep.length === 0) return unsorted;
      const isNow = ({ moving }: SplitSelector) => holds(moving, view);
      return {
        zone: found.zones.find(({ select }) => isNow(select))?.zone ?? null,
        isKept: found.keep.some(isNow),
      };
    });
  };
}

/** Before zones are set, a block stands where role and place would put it. */
class PlacedView extends BlockView {
  readonly #places: readonly Zone[];

  constructor(turn: number, places: readonly Zone[]) {
    super(turn, () => 0);
    this.#places = places;
  }

  override get zone(): Zone {
    return this.#places[this.position]!;
  }
}
