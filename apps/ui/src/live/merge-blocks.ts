import type { Block } from "@aperture/sdk";

/** Keeps the old object of every block that did not change, so that only changed cards are drawn again. */
export function mergeBlocks(previous: readonly Block[], next: readonly Block[]): readonly Block[] {
  const known = new Map(previous.map((block) => [block.id, block]));
  const merged = next.map((block) => {
    const old = known.get(block.id);
    return old && looksSame(old, block) ? old : block;
  });
  const same = merged.length === previous.length && merged.every((block, index) => block === previous[index]);
  return same ? previous : merged;
}

const looksSame = (left: Block, right: Block): boolean =>
  left.position === right.position &&
  left.zone === right.zone &&
  left.tokens === right.tokens &&
  left.estimated === right.estimated &&
  left.live === right.live &&
  left.level === right.level &&
  left.pinned === right.pinned &&
  left.sent?.change === right.sent?.change &&
  left.sent?.tokens === right.sent?.tokens &&
  left.pending?.change === right.pending?.change &&
  left.pending?.state === right.pending?.state &&
  left.pending?.forced === right.pending?.forced &&
  left.pending?.costNow === right.pending?.costNow &&
  left.notes === right.notes &&
  left.staleness === right.staleness &&
  left.content === right.content &&
  left.contentLength === right.contentLength &&
  left.metadata.cacheMark === right.metadata.cacheMark;
