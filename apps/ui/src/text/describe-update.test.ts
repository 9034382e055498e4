import { UpdatePhase } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sampleUpdate } from "../testing/sample-plugin.ts";
import {
  describeCooling,
  describePhase,
  describePolicy,
  describeProgress,
  isOpen,
  isUnderWay,
  progressOf,
} from "./describe-update.ts";

test("every phase has words, and is open, under way or over", () => {
  const over = UpdatePhase.options.filter((phase) => !isOpen(phase) && !isUnderWay(phase));
  expect(over).toEqual(["done", "rolled-back"]);
  expect(UpdatePhase.options.filter((phase) => isOpen(phase) && isUnderWay(phase))).toEqual([]);
  expect(new Set(UpdatePhase.options.map(describePhase)).size).toBe(UpdatePhase.options.length);
});

test("how far it came is told while it is counted", () => {
  const shadow = { requests: 3, failures: 0, wanted: 10 };
  const watch = { requests: 5, of: 20, failures: 1 };
  const shadowing = sampleUpdate({ phase: "shadowing", shadow });
  const watching = sampleUpdate({ phase: "watching", shadow, watch });
  expect([describeProgress(shadowing), progressOf(shadowing)]).toEqual(["3 of 10 live requests, none failed", 0.3]);
  expect([describeProgress(watching), progressOf(watching)]).toEqual(["5 of 20 requests watched, 1 failed", 0.25]);
  expect([describeProgress(sampleUpdate()), progressOf(sampleUpdate())]).toEqual(["", undefined]);
});

test("until when it cools down, and what the policy does", () => {
  expect(describeCooling({ coolsUntil: "2026-11-24T10:00:00.000Z" })).toBe("until 2026-11-24 10:00");
  expect(describeCooling({ coolsUntil: null })).toBeUndefined();
  expect(new Set((["off", "notify", "safe"] as const).map(describePolicy)).size).toBe(3);
});
