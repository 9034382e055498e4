import type { Budget } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import type { Compress } from "../compression/contract.ts";
import type { Intent } from "../stage/intent.ts";
import type { StageBlock, StageContext, StageResult } from "../stage/stage.ts";
import { stageBlock, stageContext } from "../stage/testing/stage-block.ts";
import { createEnforceBudget } from "./enforce-budget.ts";

const budget: Budget = { limit: 10_000, strategy: "condense", lowWater: 0.6 };
/** Leaves a half, a quarter or one line of a text; a text that says so cannot be shortened. */
const compress: Compress = (level, { text, id }) => {
  if (text.startsWith("stubborn")) return null;
  const kept = { trimmed: text.slice(0, text.length / 2), summarized: text.slice(0, text.length / 4), minimal: id };
  return { text: kept[level], content: "log", note: level };
};
const tokensOf = (text: string) => Math.ceil(text.length / 4);
const words = (tokens: number) => "x".repeat(tokens * 4);

/** A conversation: system, prompt, `results` middle results of 1,000 tokens, and a short end. */
function conversation(results: number, change: (block: StageBlock) => Partial<StageBlock> = () => ({})): StageBlock[] {
  const block = (n: number, given: Partial<StageBlock>) => {
    const made = stageBlock({ n, ...given });
    return stageBlock({ ...made, ...change(made) });
  };
  const result = (_: unknown, index: number) =>
    block(index + 3, { text: `${index}${words(1_000)}`, tokens: 1_000, age: results - index });
  const end = (_: unknown, index: number) =>
    block(results + 3 + index, { role: index % 2 ? "tool_result" : "tool_use", zone: "recency", tokens: 10 });
  return [
    block(1, { role: "system", zone: "primacy", tokens: 500 }),
    block(2, { role: "user", zone: "primacy", tokens: 200 }),
    ...Array.from({ length: results }, result),
    ...Array.from({ length: 8 }, end),
  ];
}
const tokensIn = (blocks: readonly StageBlock[]) => blocks.reduce((sum, { tokens }) => sum + tokens, 0);

const stage = (given: Partial<Budget> = {}, made = compress) =>
  createEnforceBudget({
    budgetOf: () => ({ ...budget, ...given }),
    compress: made,
    stalenessOf: (blocks) => blocks.map(() => 0),
  });
function run(blocks: readonly StageBlock[], given: Partial<Budget> = {}, context: Partial<StageContext> = {}) {
  const limit = given.limit === undefined ? budget.limit : given.limit;
  return read(stage(given).process(blocks, stageContext({ tokens: tokensIn(blocks), limit, ...context })));
}
function read(result: StageResult) {
  if ("intents" in result) return { refusal: undefined, ...result };
  return { intents: result, reason: "", refusal: undefined };
}
const compressed = (intents: readonly Intent[]) => intents.filter((intent) => intent.kind === "compress");
/** Tokens of the prompt once all of it is done. */
function after(blocks: readonly StageBlock[], intents: readonly Intent[]): number {
  const texts = new Map(compressed(intents).map((intent) => [intent.block, intent.text!]));
  return blocks.reduce((sum, { n, tokens }) => sum + (texts.has(n) ? tokensOf(texts.get(n)!) : tokens), 0);
}

describe("condense", () => {
  test("leaves alone what is below the high mark, and what has no limit", () => {
    expect(run(conversation(8)).intents).toEqual([]);
    expect(run(conversation(40), {}, { limit: null }).intents).toEqual([]);
  });

  test("near the limit it wants room, but forces nothing", () => {
    const blocks = conversation(9);
    expect(tokensIn(blocks)).toBeGreaterThan(9_000);
    const { intents, reason } = run(blocks);
    expect(after(blocks, intents)).toBeLessThanOrEqual(6_000);
    expect(intents.some((intent) => "forced" in intent)).toBe(false);
    expect(reason).toMatch(/of 10000 tokens; the low-water mark is reached/);
  });

  test("over the limit it forces, down to the low-water mark and hardly below", () => {
    const blocks = conversation(12);
    const { intents } = run(blocks);
    expect(intents.length).toBeGreaterThan(0);
    for (const intent of compressed(intents)) expect(intent).toMatchObject({ forced: true, actor: "budget" });
    const left = after(blocks, intents);
    expect(left).toBeLessThanOrEqual(6_000);
    // One block less would not have been enough: no more is taken than is needed.
    expect(left).toBeGreaterThan(6_000 - 501);
  });

  test("takes the oldest first, each a step before any goes further", () => {
    const blocks = conversation(12);
    const { intents } = run(blocks, { lowWater: 0.9 });
    // 12,780 tokens down to 9,000: eight halves.
    expect(compressed(intents).map(({ block, level }) => [block, level])).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10].map((n) => [n, "trimmed"]),
    );
    const deeper = compressed(run(blocks, { lowWater: 0.3 }).intents);
    expect(deeper.map(({ level }) => level)).toContain("summarized");
  });

  test("what is stale goes before what is only old", () => {
    const blocks = conversation(12);
    const stale = createEnforceBudget({
      budgetOf: () => ({ ...budget, lowWater: 0.95 }),
      compress,
      stalenessOf: (seen) => seen.map(({ n }) => (n === 12 || n === 13 ? 100 : 0)),
    });
    const { intents } = read(stale.process(blocks, stageContext({ tokens: tokensIn(blocks), limit: 10_000 })));
    const first = compressed(intents).map(({ block }) => block);
    expect(first.slice(0, 2).sort()).toEqual([12, 13]);
  });

  test("never touches what is pinned, sealed, the opening or the end; a pinned block survives any budget", () => {
    const blocks = conversation(30, ({ n }) =>
      n === 5 ? { pinned: "top" } : n === 6 ? { editable: false } : n === 7 ? { role: "thinking" } : {},
    );
    const { intents, reason } = run(blocks, { lowWater: 0.1, limit: 1_000 });
    const touched = new Set(compressed(intents).map(({ block }) => block));
    for (const n of [1, 2, 5, 6, 7]) expect(touched.has(n)).toBe(false);
    for (const { n } of blocks.slice(-6)) expect(touched.has(n)).toBe(false);
    expect(touched.size).toBe(27);
    expect(reason).toMatch(/tokens remain$/);
  });

  test("words go only after tool output went all the way, recency only where it is forced", () => {
    const blocks = conversation(12, ({ n }) => (n === 3 ? { role: "assistant" } : n === 14 ? { zone: "recency" } : {}));
    const small = compressed(run(blocks).intents).map(({ block }) => block);
    expect(small).not.toContain(3);
    expect(small).not.toContain(14);
    const large = compressed(run(blocks, { lowWater: 0.1 }).intents);
    expect(large.map(({ block }) => block)).toEqual(expect.arrayContaining([3, 14]));
    expect(large.filter(({ block }) => block > 3 && block < 14).every(({ level }) => level === "minimal")).toBe(true);
    const unforced = run(blocks, { lowWater: 0.1 }, { tokens: 9_500 });
    expect(compressed(unforced.intents).map(({ block }) => block)).not.toContain(14);
  });

  test("goes on from the level a block has, and not below minimal", () => {
    const blocks = conversation(12, ({ n }) =>
      n === 3 ? { level: "minimal" } : n === 4 ? { level: "summarized" } : {},
    );
    const levels = new Map(
      compressed(run(blocks, { lowWater: 0.1 }).intents).map(({ block, level }) => [block, level]),
    );
    expect(levels.has(3)).toBe(false);
    expect(levels.get(4)).toBe("minimal");
  });

  test("what waits already counts, and is not said again before it must not wait any longer", () => {
    const waiting = conversation(9, ({ n }) => (n >= 3 && n < 9 ? { isPending: true } : {}));
    const all = compressed(run(conversation(9)).intents).map(({ block }) => block);
    const rest = compressed(run(waiting).intents).map(({ block }) => block);
    expect(rest).toEqual(all.filter((n) => n >= 9));
    const forced = compressed(run(waiting, {}, { tokens: 10_001 }).intents).map(({ block }) => block);
    expect(forced).toEqual(expect.arrayContaining([3, 4, 5]));
  });

  test("does not thrash: once it worked, the next requests are left alone", () => {
    const blocks = conversation(12);
    const { intents } = run(blocks);
    const left = after(blocks, intents);
    expect(run(blocks, {}, { tokens: left + 1_000 }).intents).toEqual([]);
    expect(run(blocks, {}, { tokens: left + 2_900 }).intents).toEqual([]);
  });

  test("what nothing can shorten is left as it is, and said", () => {
    const blocks = conversation(12, () => ({ text: "stubborn" }));
    expect(run(blocks)).toMatchObject({ intents: [], reason: "12780 of 10000 tokens; 12780 tokens remain" });
  });

  test("a text is made once, however often the stage is asked", () => {
    let made = 0;
    const counting = stage({}, (level, input) => {
      made++;
      return compress(level, input);
    });
    const blocks = conversation(9);
    const context = stageContext({ tokens: tokensIn(blocks), limit: 10_000 });
    const first = read(counting.process(blocks, context)).intents;
    const once = made;
    expect(read(counting.process(blocks, context)).intents).toEqual(first);
    expect(made).toBe(once);
  });
});

describe("the other strategies", () => {
  test("warn never wants anything", () => {
    expect(run(conversation(40), { strategy: "warn" }).intents).toEqual([]);
  });

  test("block refuses what is over the limit, with what would help", () => {
    const { intents, refusal } = run(conversation(12), { strategy: "block" });
    expect(intents).toEqual([]);
    expect(refusal).toMatchObject({ code: "budget_exceeded" });
    expect(refusal!.reason).toMatch(/about 12780 tokens, the session's budget is 10000; .*let the agent compact/);
    expect(run(conversation(9), { strategy: "block" }).refusal).toBeUndefined();
  });

  test("block does not guess: without a limit of the user's own nothing is refused", () => {
    const context = { limit: 10_000 };
    expect(run(conversation(12), { strategy: "block", limit: null }, context).refusal).toBeUndefined();
  });
});
