import type { Role, Zone } from "@aperture/sdk";

/** What the zone of a block depends on; a whole `Block` fits. */
export interface ZoneFacts {
  readonly role: Role;
  /** The wire's name for the part: `tool_definition` marks a tool, whatever its role. */
  readonly kind: string;
}

export interface ZoneSizes {
  /** Exchanges at the end that are recency. */
  readonly recentTurns: number;
}

export const defaultZoneSizes: ZoneSizes = { recentTurns: 4 };

/**
 * The zone of each block of one request, given in prompt order; answers a zone per block, in the same order.
 *
 * - **primacy**: system blocks, tool definitions, and the first user message (its text and images before anything else speaks).
 * - **recency**: the last `recentTurns` exchanges. An exchange is a run of input blocks (user, tool_result, image) and what
 *   the model said after it. Exchanges, not prompts: an agent works through one prompt in hundreds of them, and would
 *   otherwise have no middle at all. Not turns as they were recorded: a conversation met half-way has only one of those.
 * - **middle**: the rest.
 *
 * Primacy goes before recency, so a short conversation keeps its opening.
 */
export function assignZones(blocks: readonly ZoneFacts[], sizes: ZoneSizes = defaultZoneSizes): Zone[] {
  const zones = blocks.map((block): Zone => (isFrame(block) ? "primacy" : "middle"));
  for (const index of firstMessage(blocks)) zones[index] = "primacy";
  for (let index = recencyStart(blocks, sizes.recentTurns); index < blocks.length; index++)
    if (zones[index] === "middle") zones[index] = "recency";
  return zones;
}

const isFrame = (block: ZoneFacts): boolean => block.role === "system" || block.kind === "tool_definition";
const isInput = (block: ZoneFacts): boolean =>
  block.role === "user" || block.role === "tool_result" || block.role === "image";

/** Indexes of the first user message: the first user or image block and those that follow before anybody else speaks. */
function firstMessage(blocks: readonly ZoneFacts[]): number[] {
  const found: number[] = [];
  for (const [index, block] of blocks.entries()) {
    if (isFrame(block)) continue;
    if (block.role !== "user" && block.role !== "image") {
      if (found.length > 0 || block.role !== "other") break;
      continue;
    }
    found.push(index);
  }
  return found;
}

/** Where the last `count` exchanges begin; `blocks.length` for none. */
function recencyStart(blocks: readonly ZoneFacts[], count: number): number {
  let left = count;
  let start = blocks.length;
  let inside = false;
  for (let index = blocks.length - 1; index >= 0 && left > 0; index--) {
    const block = blocks[index]!;
    if (isFrame(block)) continue;
    if (isInput(block)) inside = true;
    else if (inside) {
      inside = false;
      left--;
      if (left === 0) break;
    }
    start = index;
  }
  return start;
}
