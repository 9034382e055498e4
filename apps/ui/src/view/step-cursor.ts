import type { Block } from "@aperture/sdk";

/** The block `by` places further in prompt order; from nowhere, `j` starts at the top and `k` at the end. */
export function stepCursor(blocks: readonly Block[], current: string | undefined, by: 1 | -1): Block | undefined {
  const at = blocks.findIndex((block) => block.id === current);
  if (at < 0) return by > 0 ? blocks[0] : blocks.at(-1);
  return blocks[Math.min(Math.max(at + by, 0), blocks.length - 1)];
}
