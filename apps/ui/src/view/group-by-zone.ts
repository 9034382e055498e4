import type { Block, Zone } from "@aperture/sdk";
import { sentTokens } from "./sent-tokens.ts";

export interface ZoneGroup {
  readonly zone: Zone;
  readonly blocks: readonly Block[];
  readonly tokens: number;
  readonly estimated: boolean;
}

/** The three columns, each in prompt order. */
export function groupByZone(blocks: readonly Block[]): Record<Zone, ZoneGroup> {
  const group = (zone: Zone): ZoneGroup => {
    const own = blocks.filter((block) => block.zone === zone);
    return { zone, blocks: own, tokens: sumTokens(own), estimated: own.some((block) => block.estimated) };
  };
  return { primacy: group("primacy"), middle: group("middle"), recency: group("recency") };
}

export const sumTokens = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, block) => sum + sentTokens(block), 0);
