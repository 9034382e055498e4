import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignBlocks, type KnownBlock } from "./align.ts";

const known = (keys: readonly string[]): KnownBlock[] => keys.map((key, index) => ({ key, n: index + 1 }));
const align = (old: string, fresh: string) => alignBlocks(known([...old]), [...fresh]).map((n) => n ?? 0);

describe("numbers carry over", () => {
  test.each([
    ["appended", "abc", "abcd", [1, 2, 3, 0]],
    ["inserted first", "abc", "xabc", [0, 1, 2, 3]],
    ["dropped from the middle", "abcde", "abe", [1, 2, 5]],
    ["replaced", "abc", "axc", [1, 0, 3]],
    ["rewound and gone another way", "abcdef", "abcxy", [1, 2, 3, 0, 0]],
    ["compacted to a summary and a tail", "abcdefgh", "sgh", [0, 7, 8]],
    ["one of several equal ones dropped", "acbcdc", "abcdc", [1, 3, 4, 5, 6]],
    ["equal ones appended", "aa", "aaa", [1, 2, 0]],
    ["moved", "abcd", "bcda", [2, 3, 4, 1]],
    ["nothing before", "", "ab", [0, 0]],
    ["nothing left", "ab", "", []],
    ["all new", "ab", "xy", [0, 0]],
  ])("%s", (_, old, fresh, expected) => expect(align(old, fresh)).toEqual(expected));
});

const keys = fc.array(fc.constantFrom(..."aabbcdefghijklmnop"), { maxLength: 40 });

test("a number is used once, for its own key, and never left out where its key is wanted", () => {
  fc.assert(
    fc.property(keys, keys, (old, fresh) => {
      const numbers = alignBlocks(known(old), fresh);
      const used = numbers.filter((n) => n !== undefined);
      expect(new Set(used).size).toBe(used.length);
      numbers.forEach((n, index) => {
        if (n !== undefined) expect(old[n - 1]).toBe(fresh[index]);
      });
      for (const key of new Set(fresh)) {
        const wanted = fresh.filter((each) => each === key).length;
        const there = old.filter((each) => each === key).length;
        const given = numbers.filter((n, index) => n !== undefined && fresh[index] === key).length;
        expect(given).toBe(Math.min(wanted, there));
      }
    }),
  );
});

test("the same keys keep the same numbers", () => {
  fc.assert(
    fc.property(keys, (old) => {
      expect(alignBlocks(known(old), old)).toEqual(old.map((_, index) => index + 1));
    }),
  );
});

test("dropping or inserting unique blocks moves no other number", () => {
  const unique = fc.uniqueArray(fc.nat(500), { maxLength: 60 });
  fc.assert(
    fc.property(unique, fc.array(fc.boolean(), { maxLength: 60 }), (values, keep) => {
      const old = values.map(String);
      const fresh = old.flatMap((key, index) => (keep[index] ? [key] : [`new${index}`]));
      const expected = old.map((_, index) => (keep[index] ? index + 1 : undefined));
      expect(alignBlocks(known(old), fresh)).toEqual(expected);
    }),
  );
});

test("5,000 blocks of which none match are aligned without quadratic harm", () => {
  const old = known(Array.from({ length: 5_000 }, (_, n) => `old${n % 50}`));
  const fresh = Array.from({ length: 5_000 }, (_, n) => `new${n % 50}`);
  expect(alignBlocks(old, fresh).every((n) => n === undefined)).toBe(true);
});
