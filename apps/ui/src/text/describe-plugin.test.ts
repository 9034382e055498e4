import { expect, test } from "vitest";
import { sampleManifest, samplePlugin } from "../testing/sample-plugin.ts";
import {
  describeAbsence,
  describeBytes,
  describeCost,
  describeState,
  describeTime,
  describeWarnings,
} from "./describe-plugin.ts";

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
      lost: false,
    }),
  ).toBe("0.40 ms a call · ~18,234 tokens kept out · ~12 added");
});

test("a lost plugin is told from a quarantined one", () => {
  expect(describeState(samplePlugin({ state: "quarantined" }))).toBe("quarantined");
  const lost = samplePlugin({ state: "quarantined", lost: true });
  expect([describeState(lost), describeCost(lost)]).toEqual(["lost", "requests are refused"]);
});

test("what is quarantined lets requests go on, unless it protects", () => {
  const stage = { at: "before_emit", order: "normal", number: 0, deadlineMs: 50 } as const;
  const absence = (...onError: ("passthrough" | "block")[]): string =>
    describeAbsence(
      sampleManifest({ stages: onError.map((one) => ({ ...stage, before: [], after: [], onError: one })) }),
    );
  expect([absence(), absence("passthrough")]).toEqual(["Requests go on without it.", "Requests go on without it."]);
  expect(absence("passthrough", "block")).toMatch(/^It protects, so requests are refused/);
});

test("a mark where there is something to be told", () => {
  expect([[], ["a"], ["a", "b"]].map(describeWarnings)).toEqual([undefined, "1 warning", "2 warnings"]);
});
