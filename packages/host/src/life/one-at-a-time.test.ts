import { expect, test } from "vitest";
import { OneAtATime } from "./one-at-a-time.ts";

test("operations run in the order they came, never two at once", async () => {
  const operations = new OneAtATime();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    seen.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([operations.run(work("a")), operations.run(work("b"))])).toEqual(["a", "b"]);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

test("one that fails fails for who asked, and the next one runs", async () => {
  const operations = new OneAtATime();
  const failing = operations.run(() => Promise.reject(new Error("no")));
  const next = operations.run(async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});

test("one that only waits is told when another one comes", async () => {
  const operations = new OneAtATime();
  const waiting = operations.run(async (interrupted) => {
    await interrupted;
    return "left off";
  });
  const next = operations.run(async () => "next");
  expect(await Promise.all([waiting, next])).toEqual(["left off", "next"]);
});

test("idle when nothing is under way", async () => {
  const operations = new OneAtATime();
  let isDone = false;
  void operations.run(async (interrupted) => {
    await interrupted;
    isDone = true;
  });
  await operations.idle();
  expect(isDone).toBe(true);
});
