import type { Block } from "@aperture/sdk";
import type { Place } from "./place.ts";

/**
 * The blocks that a place shows. Words are looked for in what is on the card; `found` holds the ids of blocks that the
 * API found by their whole text.
 */
export function filterBlocks(
  blocks: readonly Block[],
  place: Pick<Place, "role" | "text">,
  found: ReadonlySet<string> = new Set(),
): readonly Block[] {
  const words = (place.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  if (place.role === undefined && words.length === 0) return blocks;
  return blocks.filter(
    (block) =>
      (place.role === undefined || block.role === place.role) &&
      (words.length === 0 || found.has(block.id) || containsAll(cardText(block), words)),
  );
}

const containsAll = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word));

const cardText = (block: Block): string =>
  [block.id, block.metadata.toolName, ...(block.metadata.filePaths ?? []), block.content].join("\n").toLowerCase();
