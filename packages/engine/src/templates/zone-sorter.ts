import type { Zone } from "@aperture/sdk";
import { BlockView } from "../rules/block-view.ts";
import { FixedTerms, type Waiting } from "../rules/fixed-terms.ts";
import { searchesSaid } from "../rules/searches-said.ts";
import { SlowSearches } from "../rules/slow-searches.ts";
import { holds, type SplitSelector } from "../rules/split-selector.ts";
import { TextSearches } from "../rules/text-searches.ts";
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
  readonly matching: readonly number[];
  /** Where searching its text stopped, for want of time. */
  readonly waiting: Waiting | null;
  /** Whether it waits for one that would place it, or keep it. */
  readonly mayMove: boolean;
  readonly mayKeep: boolean;
}

/** Characters of a selector that are told. */
const LONGEST = 60;

const unsorted: SortedBlock = { zone: null, isKept: false };

/**
 * Sorts the blocks of requests by a template's selectors. What follows from a block's text is found once; what is not found in time stands by role and
 * place, and is kept where it may be kept.
 */
export function createZoneSorter(zones: readonly SortingRule[], keep: readonly SplitSelector[]): ZoneSorter["sort"] {
  const known = new Map<number, Known>();
  const selects = [...zones.map(({ select }) => select), ...keep];
  const terms = new FixedTerms(selects);
  const slow = new SlowSearches();
  const know = (block: StageBlock, view: BlockView, searches: TextSearches): Known => {
    const last = known.get(block.n);
    const before = last?.hash === block.hash ? last : undefined;
    if (before && (!before.waiting || searches.isOver)) return before;
    const { matching: more, waiting } = terms.decide(view, searches, before?.waiting);
    const matching = [...(before?.matching ?? []), ...more].sort((a, b) => a - b);
    const found: Known = {
      hash: block.hash,
      matching,
      waiting,
      mayMove: waiting?.selectors.some((number) => number < zones.length) === true,
      mayKeep: waiting?.selectors.some((number) => number >= zones.length) === true,
      zones: matching.filter((number) => number < zones.length).map((number) => zones[number]!),
      keep: matching.filter((number) => number >= zones.length).map((number) => selects[number]!),
    };
    if (known.size >= MOST) known.clear();
    known.set(block.n, found);
    return found;
  };
  return function sort(blocks, places, { turn, session }, clock) {
    if (selects.length === 0) return { blocks: blocks.map(() => unsorted), unsearched: "" };
    const searches = new TextSearches({ session, slow, clock });
    let late = 0;
    const view = new PlacedView(turn, places);
    const sorted = blocks.map((block, index): SortedBlock => {
      const found = know(block, view.of(block, index), searches);
      if (found.waiting) late++;
      if (found.zones.length === 0 && found.keep.length === 0 && !found.mayKeep) return unsorted;
      const isNow = ({ moving }: SplitSelector) => holds(moving, view);
      return {
        zone: found.mayMove ? null : (found.zones.find(({ select }) => isNow(select))?.zone ?? null),
        // What was shortened before its text was searched would stay so.
        isKept: found.mayKeep || found.keep.some(isNow),
      };
    });
    const passedOver = terms.passedOver(searches).map((number) => selects[number]!.text.slice(0, LONGEST));
    return { blocks: sorted, unsearched: searchesSaid(late, passedOver) };
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
