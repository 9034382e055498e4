import { expect, test } from "vitest";
import { lookAlike } from "./look-alike.ts";

const item = (name: string, kind: "rule" | "preset" = "rule") => ({ kind, name });
const there = (kind: string): string[] => (kind === "rule" ? ["calm", "modem", "top-10"] : []);

test.each([
  ["ca1m", "calm"],
  ["rnodem", "modem"],
  ["top-1o", "top-10"],
])("%s is taken for %s", (name, like) => {
  expect(lookAlike([item(name)], there)).toEqual({ item: item(name), like });
});

test.each(["calm", "calmer", "modems", "top-11"])("%s is nobody else", (name) => {
  expect(lookAlike([item(name)], there)).toBeNull();
});

test("kinds are kept apart, and items of a pack are held against each other", () => {
  expect(lookAlike([item("ca1m", "preset")], there)).toBeNull();
  expect(lookAlike([item("well"), item("we1l")], there)).toEqual({ item: item("well"), like: "we1l" });
});
