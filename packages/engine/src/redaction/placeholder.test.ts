import fc from "fast-check";
import { expect, test } from "vitest";
import { nodePort } from "../document/testing/node-port.ts";
import { isPlaceholder, placeholderFor } from "./placeholder.ts";

const { hash } = nodePort;
const of = (value: string, session = "s", n = 1): string => placeholderFor(value, session, n, hash);

test("is the same for the same value and number of a session, another for any other", () => {
  expect(of("secret")).toBe(of("secret"));
  const all = [of("secret"), of("secreT"), of("secret", "t"), of("secret", "s", 2), of("1\0secret"), of("", "s", 11)];
  expect(new Set(all).size).toBe(all.length);
});

test("is short, plain, and begins no other", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.string(),
      fc.nat(99_999_999),
      fc.nat(99_999_999),
      (value, session, n, m) => {
        const placeholder = of(value, session, n);
        expect(placeholder).toMatch(/^REDACTED_\d+_[0-9a-z]{6}$/);
        expect(placeholder.length).toBeLessThanOrEqual(24);
        expect(isPlaceholder(placeholder)).toBe(true);
        expect(value.includes(placeholder)).toBe(false);
        if (n !== m) expect(of(value, session, m).startsWith(placeholder)).toBe(false);
      },
    ),
  );
});

test("never occurs in the value, though it is made of it", () => {
  // A hash that ignores the value stands for one whose result somebody has put into it.
  const texts: string[] = [];
  const guessed = (text: string): string => {
    texts.push(text);
    return `guess${texts.length}`;
  };
  const value = "REDACTED_1_guess1 REDACTED_1_guess2 behind";
  expect(placeholderFor(value, "s", 1, guessed)).toBe("REDACTED_1_guess3");
  expect(new Set(texts).size).toBe(3);
});

test("takes its letters from any kind of hash", () => {
  expect(placeholderFor("v", "s", 7, () => "-_A-b")).toBe("REDACTED_7_ab0000");
  expect(placeholderFor("v", "s", 7, () => "")).toBe("REDACTED_7_000000");
});

test.each([-1, 1.5, Number.NaN, 100_000_000])("%s is no number of a redaction", (n) => {
  expect(() => of("v", "s", n)).toThrow(RangeError);
});

test.each([
  "",
  "REDACTED_1_ABCDEF",
  "REDACTED__abcdef",
  "REDACTED_1_abcde",
  "xREDACTED_1_abcdef",
  "REDACTED_1_abcdef\n",
])("%j is no placeholder", (text) => expect(isPlaceholder(text)).toBe(false));
