import type { Block, Role } from "@aperture/sdk";
import { sentTokens } from "./sent-tokens.ts";

/** One column of dots of the print: which block lies there, and how heavy its dots are (0..1). */
export interface PrintColumn {
  readonly block: Block;
  readonly role: Role;
  readonly weight: number;
}

/**
 * The prompt from its first to its last token as `columns` columns of dots: width is tokens, density is recency, so the
 * newest turn prints solid and what the session has long had fades to a tint.
 */
export function contactPrint(blocks: readonly Block[], columns: number): readonly PrintColumn[] {
  const total = blocks.reduce((sum, block) => sum + Math.max(sentTokens(block), 1), 0);
  if (total === 0 || columns <= 0) return [];
  const newest = blocks.reduce((turn, block) => Math.max(turn, block.metadata.turn), 1);
  const print: PrintColumn[] = [];
  let index = 0;
  let end = Math.max(sentTokens(blocks[0]!), 1);
  for (let column = 0; column < columns; column += 1) {
    const middle = ((column + 0.5) / columns) * total;
    while (end < middle && index < blocks.length - 1) {
      index += 1;
      end += Math.max(sentTokens(blocks[index]!), 1);
    }
    const block = blocks[index]!;
    print.push({ block, role: block.role, weight: recency(block.metadata.turn, newest) });
  }
  return print;
}

/** 1 for the newest turn, a tenth less for each turn before, never below a visible tint. */
export const recency = (turn: number, newest: number): number => Math.max(0.22, 1 - (newest - turn) * 0.1);
