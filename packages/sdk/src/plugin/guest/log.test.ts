import { expect, test } from "vitest";
import { inStage } from "../testing/in-stage.ts";

test("lines are made of whatever is given", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const bare = new Error("without a stack");
  delete bare.stack;
  const { logs } = inStage((_, { log }) => {
    log.debug("a", 1, { b: [2] });
    log.info(undefined, null, 5n);
    log.warn(circle);
    log.error(bare);
  });
  expect(logs).toEqual([
    'debug: a 1 {"b":[2]}',
    "info: undefined null 5",
    "warn: [object Object]",
    "error: Error: without a stack",
  ]);
});

test("an error shows where it came from", () => {
  const { logs } = inStage((_, { log }) => log.error("failed:", new TypeError("no")));
  expect(logs[0]).toMatch(/^error: failed: TypeError: no\n.*at .*log\.test/s);
});
