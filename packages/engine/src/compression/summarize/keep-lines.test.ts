import { describe, expect, test } from "vitest";
import { linesHolding } from "./keep-lines.ts";

const lines = ["alpha one", "beta two two", "gamma", "alpha three", ""];
const held = (...keep: string[]) => [...linesHolding(lines, keep)].sort((one, other) => one - other);

describe("linesHolding", () => {
  test("every line that holds the text", () => {
    expect(held("alpha")).toEqual([0, 3]);
    expect(held("two")).toEqual([1]);
    expect(held("alpha", "gamma")).toEqual([0, 2, 3]);
  });

  test("all lines that a text of several lines runs over", () => {
    expect(held("two\ngamma\nal")).toEqual([1, 2, 3]);
  });

  test("nothing for texts that are absent, blank or not given", () => {
    expect(held("delta")).toEqual([]);
    expect(held("", " ", "\n")).toEqual([]);
    expect(linesHolding(lines).size).toBe(0);
  });

  test("a text that overlaps itself is found each time, in linear time", () => {
    const many = Array.from({ length: 50_000 }, () => "a");
    expect(linesHolding(many, ["a\na", "a"]).size).toBe(50_000);
    expect(linesHolding(["a".repeat(1_000_000)], ["a", "aa"]).size).toBe(1);
  });
});
