import { buildEmission, readBaseline } from "@aperture/engine/governor/baseline";
import type { Change } from "@aperture/engine/governor/change";
import { LiveCache } from "@aperture/engine/governor/live-cache";
import { change, input, parts, rules } from "@aperture/engine/governor/testing/prompts";
import { describe, expect, test } from "vitest";
import type { PlannedChange } from "../contract.ts";
import { goesNext, type OutlookInput, outlook, pendingPrice } from "./outlook.ts";

/** A lane of ten blocks of 1,000 tokens, all cached until minute five. */
function lane(more: Partial<OutlookInput> = {}): OutlookInput {
  const cache = new LiveCache();
  cache.sent(buildEmission(input({ parts: parts(10) }), new Map()).emission, rules, 0);
  const baseline = readBaseline(input({ parts: parts(10), cache }));
  return { baseline, changes: [], turns: 10, allowance: 0, now: 1_000, ...more };
}
const plan = (block: number, tokens: number, more: Partial<PlannedChange> = {}): PlannedChange => ({
  ...{ block, kind: "edit", level: "original", tokens, forced: false },
  ...more,
});

describe("outlook", () => {
  test("before the first request nothing is known to be cached", () => {
    const [outcome] = outlook(lane({ baseline: null }), [plan(2, 10)]);
    expect(outcome).toMatchObject({ status: "next-request", price: { costNow: 0, tokensSaved: 0 } });
  });

  test("of what is cached it waits, and says what it would take", () => {
    const [outcome] = outlook(lane(), [plan(2, 100)]);
    expect(outcome).toMatchObject({ status: "pending", price: { tokensSaved: 900, rewrittenTokens: 9_100 } });
    expect(outcome!.reason).toBe(
      "it would have 9,100 cached tokens written anew, which pays after 116 more requests; apply: now does it all the same",
    );
  });

  test("what only adds never pays, and says so", () => {
    expect(outlook(lane(), [plan(2, 1_200)])[0]!.reason).toContain("saves nothing that pays for it");
  });

  test("forced it goes, and what stands behind it with it, in the order given", () => {
    const [behind, forced, before] = outlook(lane(), [plan(5, 100), plan(3, 100, { forced: true }), plan(2, 100)]);
    expect([behind!.status, forced!.status, before!.status]).toEqual(["next-request", "next-request", "next-request"]);
    expect(forced!.reason).toMatch(/^along with|^as asked, now/);
    expect(before!.lanePrice).toEqual(forced!.lanePrice);
    expect(before!.lanePrice.tokensSaved).toBe(2_700);
  });

  test("the cache has grown cold since: everything goes", () => {
    expect(outlook(lane({ now: 10 * 60_000 }), [plan(2, 100)])[0]).toMatchObject({ status: "next-request" });
  });

  test("a block that no request has had yet stands behind everything", () => {
    expect(outlook(lane(), [plan(99, 5)])[0]).toMatchObject({
      ...{ status: "next-request", reason: "it has not been sent yet: free" },
    });
  });

  test("an insert stands where its block does", () => {
    const insert = (anchor: number) => plan(-1, 20, { kind: "insert", anchor });
    expect(outlook(lane(), [insert(10)])[0]).toMatchObject({ status: "next-request" });
    expect(outlook(lane(), [insert(3)])[0]).toMatchObject({ status: "pending" });
  });

  test("what waits already counts: an undo that is forced takes the new one along", () => {
    const undoing = change(3, 100, { state: "undo-pending", forced: true });
    expect(outlook(lane({ changes: [undoing] }), [plan(5, 100)])[0]).toMatchObject({ status: "next-request" });
  });
});

describe("pendingPrice", () => {
  const waiting = (...blocks: number[]): Change[] => blocks.map((block) => change(block, 100));
  test("of everything that waits, together: the cache is lost once", () => {
    const one = pendingPrice(lane({ changes: waiting(5) }));
    const both = pendingPrice(lane({ changes: waiting(5, 7) }));
    expect([one.tokensSaved, both.tokensSaved]).toEqual([900, 1_800]);
    expect(both.rewrittenTokens).toBe(one.rewrittenTokens - 900);
    expect(both.turnsToPayBack).toBeLessThan(one.turnsToPayBack!);
  });

  test("nothing waits, or nothing is known: nothing", () => {
    const applied = change(5, 100, { state: "applied" });
    for (const input of [lane(), lane({ changes: [applied] }), lane({ changes: waiting(5), baseline: null })])
      expect(pendingPrice(input)).toMatchObject({ tokensSaved: 0, costNow: 0, turnsToPayBack: 0 });
  });
});

describe("goesNext", () => {
  const next = (changes: Change[], more: Partial<OutlookInput> = {}) => {
    const numbers = goesNext(lane({ changes, ...more }));
    return changes.map(({ n }) => numbers.has(n));
  };

  test("what is cached waits, what is forced goes and takes along what stands behind it", () => {
    expect(next([change(2, 990), change(5, 990)])).toEqual([false, false]);
    expect(next([change(2, 990), change(5, 990, { forced: true }), change(7, 990)])).toEqual([false, true, true]);
    expect(next([change(5, 100, { state: "undo-pending", forced: true })])).toEqual([true]);
  });

  test("what pays for itself goes", () => {
    expect(next([change(8, 10), change(9, 10)], { turns: 200, allowance: 100_000 })).toEqual([true, true]);
  });

  test("when nothing is cached, or nothing known to be, everything goes; what is applied does not wait", () => {
    expect(next([change(2, 990)], { now: 10 * 60_000 })).toEqual([true]);
    expect(next([change(2, 990)], { baseline: null })).toEqual([true]);
    expect(next([change(2, 990, { state: "applied" })])).toEqual([false]);
  });
});
