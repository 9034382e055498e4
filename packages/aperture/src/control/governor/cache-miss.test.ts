import { type Emission, type EmissionPart, emissionOf } from "@aperture/engine/governor/emission";
import type { CacheRules } from "@aperture/engine/governor/prices";
import type { Usage } from "@aperture/sdk";
import { expect, test } from "vitest";
import { cacheMiss } from "./cache-miss.ts";
import type { LaneMemory, SentTurn } from "./lane-memory.ts";

const rules: CacheRules = {
  ...{ cacheRead: 0.1, cacheWrite5m: 1.25, cacheWrite1h: 2, minimumTokens: 1_024, ttl: 300_000 },
  caching: "marks",
  usd: null,
};
/** Parts of 1,000 tokens by what they say; "settings" is itself, the last one is marked. */
const prompt = (says: readonly string[], model = "m"): Emission =>
  emissionOf(
    model,
    says.map(
      (said, index): EmissionPart => ({
        key: said === "settings" || said === "other settings" ? "settings" : `user:${index}`,
        hash: said,
        block: index + 1,
        tokens: 1_000,
        mark: index === says.length - 1,
      }),
    ),
    false,
  );
const usage = (cacheRead: number, size: number): Usage => ({
  ...{ input: size - cacheRead, output: 9, cacheRead, cacheWrite5m: 0, cacheWrite1h: 0 },
});

interface Case {
  readonly before?: Emission;
  readonly sent: Emission;
  readonly ownBefore?: Emission;
  readonly own?: Emission;
  readonly later?: number;
  readonly changes?: readonly [number, string][];
}
const earlier = prompt(["a", "settings", "b", "c"]);
const turn = ({
  before = earlier,
  sent,
  ownBefore = before,
  own = sent,
  later = 1_000,
  changes = [],
}: Case): SentTurn => {
  const memory = { sent: before, original: ownBefore, at: 0, ttl: 300_000 } as LaneMemory;
  const made = new Map(changes.map(([block, actor]) => [block, { block, actor }]));
  return { before: memory, sent, original: own, at: later, rules, changes: made } as unknown as SentTurn;
};
const grown = prompt(["a", "settings", "b", "c", "d"]);

test("what was read as it could be is no miss; nor is the first request, nor a prompt too short to be kept", () => {
  expect(cacheMiss(turn({ sent: grown }), usage(4_000, 5_000))).toBeNull();
  expect(cacheMiss(turn({ sent: grown }), usage(3_700, 5_000))).toBeNull();
  expect(cacheMiss({ ...turn({ sent: grown }), before: undefined }, usage(0, 5_000))).toBeNull();
  const short = prompt(["a"]);
  expect(cacheMiss(turn({ before: short, sent: grown }), usage(0, 5_000))).toBeNull();
});

test("the bill says how far our counts are off", () => {
  // Billed twice what was counted: 8,000 of 10,000 could be read.
  expect(cacheMiss(turn({ sent: grown }), usage(8_000, 10_000))).toBeNull();
  expect(cacheMiss(turn({ sent: grown }), usage(4_000, 10_000))).toMatchObject({
    predictedRead: 8_000,
    cacheRead: 4_000,
  });
});

test("the same beginning, not read: too old, or the provider's doing", () => {
  expect(cacheMiss(turn({ sent: grown }), usage(0, 5_000))).toEqual({
    ...{ predictedRead: 4_000, cacheRead: 0, block: null, cause: "provider", culprit: null },
  });
  expect(cacheMiss(turn({ sent: grown, later: 300_000 }), usage(0, 5_000))).toMatchObject({ cause: "expired" });
});

test("another model, other settings: the client's switch", () => {
  expect(cacheMiss(turn({ sent: prompt(["a", "settings", "b", "c"], "n") }), usage(0, 4_000))).toMatchObject({
    ...{ cause: "model", block: null },
  });
  const other = prompt(["a", "other settings", "b", "c", "d"]);
  expect(cacheMiss(turn({ sent: other }), usage(1_000, 5_000))).toMatchObject({ cause: "settings", block: null });
});

test("the client changed what it had sent: its block", () => {
  const sent = prompt(["a", "settings", "B", "c", "d"]);
  expect(cacheMiss(turn({ sent }), usage(2_000, 5_000))).toMatchObject({
    cause: "client",
    block: "block-3",
    culprit: null,
  });
});

test("the client's own prompt went on: it was ours, and by whom", () => {
  const sent = prompt(["a", "settings", "short", "c", "d"]);
  const facts = { sent, own: grown, ownBefore: earlier };
  expect(cacheMiss(turn({ ...facts, changes: [[3, "plugin:eager"]] }), usage(2_000, 5_000))).toMatchObject({
    ...{ cause: "stage", block: "block-3", culprit: "plugin:eager" },
  });
  expect(cacheMiss(turn(facts), usage(2_000, 5_000))).toMatchObject({ cause: "stage", culprit: null });
});
