import { describe, expect, test } from "vitest";
import { buildEmission, readBaseline } from "./baseline.ts";
import { LiveCache } from "./live-cache.ts";
import { choosePayingCut } from "./paying-cut.ts";
import { priceOf } from "./price.ts";
import { promptCost, writeMultiple } from "./prompt-cost.ts";
import { change, input, parts, rules } from "./testing/prompts.ts";

const HOUR = 3_600_000;
/** A prompt of `count` parts of 1,000 tokens and the settings, of which the first `warm` blocks are cached. */
function baseline(count: number, warm: number, more: { marks?: readonly number[]; ttl?: number } = {}) {
  const cache = new LiveCache();
  const marked = (list: ReturnType<typeof parts>) =>
    list.map((part) => ({ ...part, mark: part.mark || (more.marks?.includes(part.block) ?? false) }));
  if (warm > 0)
    cache.sent(
      buildEmission(input({ parts: marked(parts(warm)) }), new Map()).emission,
      { ...rules, ttl: more.ttl ?? rules.ttl },
      0,
    );
  return readBaseline(input({ parts: marked(parts(count)), cache }));
}
const at = (block: number, saved: number, actor = "auto") => ({
  change: change(block, 1_000 - saved, { actor }),
  before: undefined,
  place: block,
  saved,
});

describe("priceOf", () => {
  test("behind W it is free, whatever it adds or saves", () => {
    expect(priceOf(baseline(12, 10), [at(11, 900)])).toEqual({
      ...{ tokensSaved: 900, rewrittenTokens: 0, costNow: 0, turnsToPayBack: 0, estimated: true },
    });
    expect(priceOf(baseline(12, 10), [at(11, -50)])).toMatchObject({ tokensSaved: -50, costNow: 0, turnsToPayBack: 0 });
  });

  test("before W: (L − d)·w − L·r now, d·r every turn", () => {
    // 10,000 tokens are read as one; block 5 saves 900 of them.
    const cost = 9_100 * 1.25 - 10_000 * 0.1;
    expect(priceOf(baseline(12, 10), [at(5, 900)])).toEqual({
      tokensSaved: 900,
      rewrittenTokens: 9_100,
      costNow: cost,
      turnsToPayBack: Math.ceil(cost / 90),
      estimated: true,
    });
  });

  test("what a mark closes before it is still read", () => {
    const price = priceOf(baseline(12, 10, { marks: [4] }), [at(5, 900)]);
    expect(price).toMatchObject({ rewrittenTokens: 5_100, costNow: 5_100 * 1.25 - 6_000 * 0.1 });
  });

  test("several together: one rewrite from the first of them", () => {
    const price = priceOf(baseline(12, 10), [at(8, 500), at(5, 500), at(11, 100)]);
    expect(price).toMatchObject({ tokensSaved: 1_100, rewrittenTokens: 9_000 });
  });

  test("what only adds never pays back; an hour's writes cost two", () => {
    expect(priceOf(baseline(12, 10), [at(5, -100)])).toMatchObject({ turnsToPayBack: null, rewrittenTokens: 10_100 });
    expect(priceOf(baseline(12, 10, { ttl: HOUR }), [at(5, 900)]).costNow).toBe(9_100 * 2 - 1_000);
  });

  test("where it shortens so much that the rewrite is the cheaper one, it pays at once", () => {
    const price = priceOf(
      baseline(12, 10),
      [5, 6, 7, 8, 9, 2, 3, 4, 10, 1].map((block) => at(block, 995)),
    );
    expect(price.costNow).toBeLessThan(0);
    expect(price.turnsToPayBack).toBe(0);
  });

  test("nothing costs nothing", () => {
    expect(priceOf(baseline(12, 10), [])).toMatchObject({ tokensSaved: 0, costNow: 0, turnsToPayBack: 0 });
  });
});

describe("choosePayingCut", () => {
  const choose = (
    candidates: ReturnType<typeof at>[],
    more: { turns?: number; allowance?: number; cut?: number } = {},
  ) =>
    choosePayingCut(baseline(12, 10, { marks: [2, 4, 6, 8] }), candidates, {
      ...{ turns: 1_000, allowance: 1_000_000, cut: 11 },
      ...more,
    });

  test("nothing to apply, or nothing before the limit: none", () => {
    expect(choose([])).toBeNull();
    expect(choose([at(5, 900)], { cut: 5 })).toBeNull();
  });

  test("for many turns to come from the first of all, for few from where the rewrite is small", () => {
    const batch = [at(9, 900), at(3, 300)];
    expect(choose(batch, { turns: 10_000 })?.cut).toBe(3);
    expect(choose(batch, { turns: 60 })?.cut).toBe(9);
    expect(choose(batch, { turns: 1 })).toBeNull();
  });

  test("what a policy wants must pay sooner, and within the allowance; the user's money is the user's", () => {
    const users = [at(9, 900, "user")];
    // From block 9 on 2,000 tokens are written: 1,100 · 1.25 − 2,000 · 0.1 = 1,175, for 90 a turn.
    expect(choose([at(9, 900)], { turns: 20 })).toBeNull();
    expect(choose(users, { turns: 20 })).toMatchObject({ cut: 9, cost: 1_175 });
    expect(choose([at(9, 900)], { allowance: 1_000 })).toBeNull();
    expect(choose(users, { allowance: 0 })?.cut).toBe(9);
    expect(choose([at(9, 900), at(3, 900, "user")], { allowance: 0, turns: 2_000 })?.cut).toBe(3);
  });

  test("what adds never makes a cut of its own, and candidates at one place go together", () => {
    expect(choose([at(9, -900)], { turns: 100_000 })).toBeNull();
    expect(choose([at(9, 900), { ...at(50, -899), place: 9 }], { turns: 100 })).toBeNull();
  });
});

describe("promptCost", () => {
  const cost = (count: number, warm: number, ttl = 300_000) => {
    const { emission, warm: kept } = baseline(count, warm);
    return promptCost(emission, kept, rules, ttl);
  };

  test("cold: everything is written; warm: what is kept is read", () => {
    expect(cost(4, 0)).toBe(4_000 * 1.25);
    expect(cost(4, 3)).toBe(3_000 * 0.1 + 1_000 * 1.25);
    expect(cost(4, 0, HOUR)).toBe(4_000 * 2);
  });

  test("what is not marked, or too short to be kept, costs the full price", () => {
    const { emission, warm } = baseline(4, 0);
    expect(promptCost({ ...emission, ends: [2] }, warm, rules, 1)).toBe(1_000 * 1.25 + 3_000);
    expect(promptCost({ ...emission, ends: [] }, warm, rules, 1)).toBe(4_000);
    expect(promptCost(emission, warm, { ...rules, minimumTokens: 5_000 }, 1)).toBe(4_000);
  });

  test("an hour's cache begins where five minutes' no longer can be meant", () => {
    expect([5, 29, 30, 60].map((minutes) => writeMultiple(rules, minutes * 60_000))).toEqual([1.25, 1.25, 2, 2]);
  });
});
