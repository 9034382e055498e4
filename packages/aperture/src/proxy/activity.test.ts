import { expect, test } from "vitest";
import { Activity } from "./activity.ts";

test("nothing has moved for ever until something does", async () => {
  const activity = new Activity();
  expect(activity.quietFor()).toBe(Number.POSITIVE_INFINITY);
  activity.touch();
  expect(activity.quietFor()).toBeLessThan(1_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(activity.quietFor()).toBeGreaterThanOrEqual(19);
});
