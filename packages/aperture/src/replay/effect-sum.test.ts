import { rules } from "@aperture/engine/governor/testing/prompts";
import type { ReplayedTurn } from "@aperture/engine/replay/replay-side";
import { expect, test } from "vitest";
import { EffectSum } from "./effect-sum.ts";

const turn = (bill: number, tokens: number, body: string | null = "{}"): ReplayedTurn =>
  ({
    bill,
    body: body === null ? null : Buffer.from(body),
    usage: { input: tokens, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
  }) as unknown as ReplayedTurn;

const priced = { ...rules, usd: { input: 3, output: 15 } };

test("bills and tokens are summed, their changes are shares of what was before", () => {
  const sum = new EffectSum();
  sum.add("session-1", turn(100, 1_000), turn(80, 900), { rules: priced, ms: 3 });
  sum.add("session-2", turn(300, 1_000), turn(300, 1_000), { rules: priced, ms: 1 });
  sum.add("session-2", turn(0, 0), turn(0, 0), { rules: priced, ms: 2 });
  const { effect } = sum.outcome();
  expect(effect).toMatchObject({
    sessions: ["session-1", "session-2"],
    requests: 3,
    before: { promptTokens: 2_000, bill: 400 },
    after: { promptTokens: 1_900, bill: 380 },
    p50: 2,
    estimated: true,
  });
  expect(effect.before.usd).toBeCloseTo(0.0012, 10);
  expect([effect.billChange, effect.tokenChange].map((share) => share.toFixed(9))).toEqual([
    "-0.050000000",
    "-0.050000000",
  ]);
});

test("one model without a price, and there is none for all", () => {
  const sum = new EffectSum();
  sum.add("session-1", turn(1, 1), turn(1, 1), { rules: priced, ms: 0 });
  sum.add("session-1", turn(1, 1), turn(1, 1), { rules, ms: 0 });
  expect(sum.outcome().effect.before.usd).toBeNull();
});

test("digests are of every body in order", () => {
  const digestOf = (...bodies: string[]) => {
    const sum = new EffectSum();
    for (const body of bodies) sum.add("session-1", turn(1, 1), turn(1, 1, body), { rules, ms: 0 });
    return sum.outcome().sentDigest.after;
  };
  expect(digestOf("a", "b")).toBe(digestOf("a", "b"));
  expect(digestOf("b", "a")).not.toBe(digestOf("a", "b"));
});

test("what is left out, refused or cannot be shown is said", () => {
  const sum = new EffectSum();
  sum.add("session-1", turn(5, 5), turn(0, 0, null), { rules, ms: 0 });
  sum.leftOut(2);
  sum.invalid();
  const { effect } = sum.outcome(["files that it stages are left out"]);
  expect(effect).toMatchObject({ invalid: 1, requests: 1, before: { bill: 0 }, after: { bill: 0 } });
  expect(effect.basis).toContain("1 recorded request of 1 session,");
  for (const said of ["1 would have been refused", "2 too large", "files that it stages"])
    expect(effect.basis).toContain(said);
});
