import { expect, test } from "vitest";
import { samplePlugin } from "../testing/sample-plugin.ts";
import { describeBytes, describeCost, describeTime } from "./describe-plugin.ts";

test("times in as many digits as tell something", () => {
  expect([null, 0, 0.004, 0.321, 9.999, 12.4].map(describeTime)).toEqual([
    "–",
    "0.00 ms",
    "< 0.01 ms",
    "0.32 ms",
    "10.00 ms",
    "12 ms",
  ]);
});

test("bytes in the unit that fits", () => {
  expect([null, 12, 2_048, 13_002_342].map(describeBytes)).toEqual(["–", "12 B", "2.0 KB", "12.4 MB"]);
});

test("what a plugin costs and saves, in a line", () => {
  const stage = { hook: "after_parse" as const, calls: 1, filtered: 0, failures: 0, p95: 2, guestP50: 0.1 };
  expect(describeCost(samplePlugin())).toBe("not called yet");
  const effect = { tokensSaved: 18_234, tokensAdded: 12, applied: 1, pending: 0 };
  expect(
    describeCost({
      stages: [
        { ...stage, p50: 0.2 },
        { ...stage, p50: 0.4 },
      ],
      effect,
    }),
  ).toBe("0.40 ms a call · ~18,234 tokens kept out · ~12 added");
});
