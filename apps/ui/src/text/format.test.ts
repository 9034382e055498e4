import { expect, test } from "vitest";
import { formatAgo, formatShare, formatShort, formatTokens, shortPath } from "./format.ts";

test("tokens carry a tilde only when estimated", () => {
  expect(formatTokens(12_345, true)).toBe("~12,345");
  expect(formatTokens(0, false)).toBe("0");
});

test.each([
  [0, "0"],
  [999, "999"],
  [1_000, "1k"],
  [12_345, "12.3k"],
  [200_000, "200k"],
  [999_499, "999k"],
  [999_600, "1M"],
  [1_250_000, "1.3M"],
])("%d is %s", (value, text) => expect(formatShort(value)).toBe(text));

test("a small share is not nothing", () => {
  expect(formatShare(0)).toBe("0 %");
  expect(formatShare(0.001)).toBe("< 1 %");
  expect(formatShare(0.615)).toBe("62 %");
});

test.each([
  ["2026-01-01T00:00:00Z", "now"],
  ["2025-12-31T23:59:30Z", "30 s"],
  ["2025-12-31T23:10:00Z", "50 min"],
  ["2025-12-31T12:00:00Z", "12 h"],
  ["2025-12-01T00:00:00Z", "31 d"],
  ["2027-01-01T00:00:00Z", "now"],
  ["never", ""],
])("%s is %s", (at, text) => expect(formatAgo(at, Date.parse("2026-01-01T00:00:00Z"))).toBe(text));

test("a path keeps its end", () => {
  expect(shortPath("/home/someone/shop/src/parse-date.ts")).toBe("…/src/parse-date.ts");
  expect(shortPath("C:\\shop\\src\\a.ts")).toBe("…/src/a.ts");
  expect(shortPath("src/a.ts")).toBe("src/a.ts");
});
