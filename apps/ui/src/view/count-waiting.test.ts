import { expect, test } from "vitest";
import { sampleChange } from "../testing/samples.ts";
import { countWaiting } from "./count-waiting.ts";

test("what the next request carries does not wait", () => {
  const changes = [sampleChange(1), sampleChange(2), sampleChange(3)];
  expect(countWaiting({ changes, next: ["change-2", "change-9"] })).toEqual({ waits: 2, next: 1 });
  expect(countWaiting({ changes: [], next: [] })).toEqual({ waits: 0, next: 0 });
});
