import { expect, test } from "vitest";
import { cutText, START_LENGTH, TextStarts } from "./text-starts.ts";

test("a text is read once, and its start and length are what they are", () => {
  const starts = new TextStarts();
  let reads = 0;
  const text = "ä".repeat(START_LENGTH + 5);
  const read = () => {
    reads++;
    return text;
  };
  expect(starts.get("a", read)).toEqual({ start: "ä".repeat(START_LENGTH), length: START_LENGTH + 5 });
  expect(starts.get("a", read)?.length).toBe(START_LENGTH + 5);
  expect(reads).toBe(1);
});

test("a text that is not there is asked for again", () => {
  const starts = new TextStarts();
  expect(starts.get("a", () => undefined)).toBeUndefined();
  expect(starts.get("a", () => "now")?.start).toBe("now");
});

test("what is kept is bounded: the first in goes first", () => {
  const starts = new TextStarts();
  const text = "x".repeat(START_LENGTH);
  for (let n = 0; n < 1_001; n++) starts.get(`${n}`, () => text);
  const read: string[] = [];
  for (const hash of ["0", "1000"])
    starts.get(hash, () => {
      read.push(hash);
      return text;
    });
  expect(read).toEqual(["0"]);
});

test.each([
  ["abc", 2, "ab"],
  ["abc", 3, "abc"],
  ["a😀b", 2, "a"],
  ["a😀b", 3, "a😀"],
  ["😀", 0, ""],
])("%j cut at %i is %j", (text, limit, cut) => expect(cutText(text, limit)).toBe(cut));
