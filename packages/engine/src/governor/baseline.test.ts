import { describe, expect, test } from "vitest";
import { buildEmission, readAt, readBaseline } from "./baseline.ts";
import type { Change } from "./change.ts";
import { LiveCache, nothingWarm } from "./live-cache.ts";
import { change, input, parts, rules } from "./testing/prompts.ts";

const applied = (block: number, tokens: number, more: Partial<Change> = {}) =>
  change(block, tokens, { state: "applied", ...more });
const insert = (block: number, anchor: number | null, more: Partial<Change> = {}) =>
  change(block, 10, { state: "applied", kind: "insert", anchor, originalHash: null, ...more });
const keysOf = (changes: readonly Change[], count = 3) => {
  const { emission } = readBaseline(input({ parts: parts(count), changes }));
  return emission.keys.map((key, index) =>
    key === "insert" ? `+${emission.blocks[index]}` : key.replace("user:", ""),
  );
};

describe("what would leave if nothing new were decided", () => {
  test("what is in force: applied, and an undo that still waits; nothing else", () => {
    const changes = [applied(1, 5), applied(2, 6, { state: "undo-pending" }), change(3, 7)];
    const { sent, emission, original } = readBaseline(input({ parts: parts(3), changes }));
    expect([...sent.keys()]).toEqual([1, 2]);
    expect(emission.tokens.at(-1)).toBe(5 + 6 + 1_000);
    expect(original.tokens.at(-1)).toBe(3_000);
    expect(emission.hashes).toContain(changes[0]!.hash);
  });

  test("untouched, the original is the same prompt", () => {
    const { emission, original } = readBaseline(input({ parts: parts(3) }));
    expect(original).toBe(emission);
  });

  test("a redaction changes the parts, not the emission on top of them", () => {
    const redacted = applied(2, 3, { kind: "redact" });
    const { sent, retired } = readBaseline(input({ parts: parts(3), changes: [redacted] }));
    expect([sent.size, retired]).toEqual([0, []]);
  });

  test("inserts stand behind their block in the order they were made; without one at the end of the frame", () => {
    expect(keysOf([insert(50, 2), insert(51, 2), insert(52, null), insert(53, 3)])).toEqual([
      ...["1", "+52", "settings", "2", "+50", "+51", "3", "+53"],
    ]);
  });

  test("of an insert whose block is away for a turn nothing leaves, and it is not forgotten", () => {
    const away = insert(50, 99);
    expect(keysOf([away])).toEqual(["1", "settings", "2", "3"]);
    expect(readBaseline(input({ parts: parts(3), changes: [away] })).retired).toEqual([]);
    expect(readBaseline(input({ parts: parts(3), changes: [away], isGone: () => true })).retired).toEqual([away]);
  });

  test("a block that says something else now ends its change, in whatever state", () => {
    for (const state of ["pending", "applied", "undo-pending"] as const) {
      const stale = change(2, 5, { state, originalHash: "before" });
      expect(readBaseline(input({ parts: parts(3), changes: [stale] }))).toMatchObject({ retired: [stale] });
    }
  });

  test("an insert does not mind what its block says", () => {
    expect(readBaseline(input({ parts: parts(3), changes: [insert(50, 2)] })).retired).toEqual([]);
  });

  test("settings stand where the frame ends, also behind a prompt that is all frame", () => {
    const at = (place: number) =>
      buildEmission(input({ parts: parts(2), settings: { hash: "s", place } }), new Map()).emission.keys.indexOf(
        "settings",
      );
    expect([at(0), at(1), at(2)]).toEqual([0, 1, 2]);
  });

  test("places say where each block's part stands", () => {
    const { places } = readBaseline(input({ parts: parts(3), changes: [insert(50, 2)] }));
    expect(Object.fromEntries(places)).toEqual({ 1: 0, 2: 2, 50: 3, 3: 4 });
  });
});

describe("W", () => {
  test("nothing is kept: cold", () => {
    expect(readBaseline(input({ parts: parts(3) })).warm).toBe(nothingWarm);
  });

  test("readAt: the longest that is kept and no longer than asked", () => {
    const cache = new LiveCache();
    const marked = parts(6).map((each) => ({ ...each, mark: each.block % 2 === 0 }));
    cache.sent(buildEmission(input({ parts: marked }), new Map()).emission, rules, 0);
    const baseline = readBaseline(input({ parts: marked, cache }));
    // Marks close blocks 2, 4 and 6; the settings stand behind block 1.
    expect(baseline.prefixes.map((prefix) => prefix.parts)).toEqual([3, 5, 7]);
    expect(baseline.warm.parts).toBe(7);
    expect([7, 6, 5, 4, 3].map((place) => readAt(baseline, place).parts)).toEqual([7, 5, 5, 3, 3]);
    expect(readAt(baseline, 2)).toBe(nothingWarm);
  });

  test("other settings are another prompt from there on; another model altogether", () => {
    const cache = new LiveCache();
    cache.sent(buildEmission(input({ parts: parts(3) }), new Map()).emission, rules, 0);
    expect(readBaseline(input({ parts: parts(4), cache })).warm.parts).toBe(4);
    expect(readBaseline(input({ parts: parts(4), cache, settings: { hash: "other", place: 1 } })).warm.warm).toBe(
      false,
    );
    expect(readBaseline(input({ parts: parts(4), cache, model: "other" })).warm.warm).toBe(false);
  });
});
