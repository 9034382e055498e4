import { expect, test } from "vitest";
import { sampleChange, samplePrice } from "../testing/samples.ts";
import { countWaiting } from "./count-waiting.ts";

test("what is forced or free goes with the next request, the rest waits", () => {
  const changes = [
    sampleChange(1),
    sampleChange(2, { forced: true }),
    sampleChange(3, { price: samplePrice({ rewrittenTokens: 0 }) }),
    sampleChange(4, { price: null }),
  ];
  expect(countWaiting(changes)).toEqual({ waits: 2, next: 2 });
  expect(countWaiting([])).toEqual({ waits: 0, next: 0 });
});
