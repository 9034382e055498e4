import { expect, test } from "vitest";
import { bytesOf, millisecondsOf } from "./quantities.ts";

test.each([
  ["256kb", 262_144],
  ["1mb", 1_048_576],
  ["1.5 MB", 1_572_864],
  [" 10b ", 10],
  ["1gb", null],
  ["kb", null],
  ["1", null],
  ["-1kb", null],
  ["1e3kb", null],
  ["1constructor", null],
])("%j is %s bytes", (text, bytes) => {
  expect(bytesOf(text)).toBe(bytes);
});

test.each([
  ["500ms", 500],
  ["30s", 30_000],
  ["1.5m", 90_000],
  ["1h", 3_600_000],
  ["2d", 172_800_000],
  ["1w", null],
  ["", null],
])("%j is %s ms", (text, milliseconds) => {
  expect(millisecondsOf(text)).toBe(milliseconds);
});
