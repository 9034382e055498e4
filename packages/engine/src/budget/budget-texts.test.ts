import type { Budget } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import type { Compress } from "../compression/contract.ts";
import type { Intent } from "../stage/intent.ts";
import type { StageBlock } from "../stage/stage.ts";
import { stageBlock, stageContext } from "../stage/testing/stage-block.ts";
import { BudgetTexts, ROOM } from "./budget-texts.ts";
import { createEnforceBudget } from "./enforce-budget.ts";

type Level = Parameters<Compress>[0];
const levels: readonly Level[] = ["trimmed", "summarized", "minimal"];

/** Counts the characters it was given, by level; leaves a half, a quarter or one line of them. */
function counting() {
  const spent: Record<Level, number> = { trimmed: 0, summarized: 0, minimal: 0 };
  const compress: Compress = (level, { text, id }) => {
    spent[level] += text.length;
    const kept = { trimmed: text.slice(0, text.length / 2), summarized: text.slice(0, text.length / 4), minimal: id };
    return { text: kept[level], content: "log", note: level };
  };
  return { spent, compress };
}
const block = (n: number, length: number): StageBlock =>
  stageBlock({ n, text: `${n}${"x".repeat(length)}`, tokens: Math.ceil(length / 4), age: 100 - n });

describe("BudgetTexts", () => {
  test.each(levels)("%s: a request makes what it has room for, the next goes on", (level) => {
    const { spent, compress } = counting();
    const texts = new BudgetTexts(compress);
    const half = ROOM[level] / 2 + 1;
    const first = texts.forRequest();
    expect(first.make(level, block(1, half))).not.toBeNull();
    expect(first.make(level, block(2, half))).toBeUndefined();
    // Less still fits, and what was made before takes none.
    expect(first.make(level, block(3, 100))).not.toBeUndefined();
    expect(first.make(level, block(1, half))).not.toBeUndefined();
    const second = texts.forRequest();
    expect(second.make(level, block(1, half))).not.toBeUndefined();
    expect(second.make(level, block(2, half))).not.toBeUndefined();
    expect(spent[level]).toBe(2 * (half + 1) + 101);
  });

  test("a text larger than all the room is never made: its level is passed over, its line takes next to nothing", () => {
    const { spent, compress } = counting();
    const request = new BudgetTexts(compress).forRequest();
    const huge = block(1, 300_000);
    expect(levels.map((level) => request.make(level, huge))).toEqual([null, null, request.line(huge)]);
    expect(request.line(huge)).toMatch(/^\[.*block-1 restores it\]$/);
    expect(spent).toEqual({ trimmed: 0, summarized: 0, minimal: 0 });
  });
});

describe("the work of one request", () => {
  const budget: Budget = { limit: 10_000, strategy: "condense", lowWater: 0.1 };
  const blocks = [
    ...Array.from({ length: 120 }, (_, n) => block(n + 1, 25_000)),
    ...Array.from({ length: 8 }, (_, n) => stageBlock({ n: 121 + n, role: "user", zone: "recency", tokens: 10 })),
  ];
  const stageWith = (compress: Compress) =>
    createEnforceBudget({ budgetOf: () => budget, compress, stalenessOf: (seen) => seen.map(() => 0) });
  function intentsOf(stage: ReturnType<typeof stageWith>, tokens: number): readonly Intent[] {
    const result = stage.process(blocks, stageContext({ tokens, limit: 1_000_000 }));
    return "intents" in result ? result.intents : result;
  }

  test("over the limit: bounded by characters, and every block gets shorter all the same", () => {
    const { spent, compress } = counting();
    const stage = stageWith(compress);
    const intents = intentsOf(stage, 1_000_001);
    for (const level of levels) expect(spent[level]).toBeLessThanOrEqual(ROOM[level]);
    expect(new Set(intents.flatMap((intent) => ("block" in intent ? [intent.block] : []))).size).toBe(120);
    // The same requests, the same texts.
    expect(intentsOf(stageWith(counting().compress), 1_000_001)).toEqual(intents);
  });

  test("near the limit: what a request has no room for, the next ones do", () => {
    const { spent, compress } = counting();
    const stage = stageWith(compress);
    const counts = Array.from({ length: 40 }, () => {
      const before = { ...spent };
      const { length } = intentsOf(stage, 950_000);
      for (const level of levels) expect(spent[level] - before[level]).toBeLessThanOrEqual(ROOM[level]);
      return length;
    });
    expect(counts[0]).toBe(4);
    expect(counts.at(-1)).toBe(120);
    expect(counts).toEqual([...counts].sort((one, other) => one - other));
  });
});
