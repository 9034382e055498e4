import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

const create = () => new Slots({ plugin: "tidy", capability: "net", most: 2, mostWaiting: 2 });
const never = new AbortController().signal;

test("so many run, the others in order, the next is refused", async () => {
  const slots = create();
  const ends: (() => void)[] = [];
  const began: number[] = [];
  const start = (n: number, signal = never) =>
    slots.run(signal, () => {
      began.push(n);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = [start(1), start(2), start(3), start(4)];
  await expect(start(5)).rejects.toSatisfy((error) => ApertureError.is(error) && error.code === "rate_exceeded");
  expect(began).toEqual([1, 2]);
  ends[1]?.();
  await all[1];
  await Promise.resolve();
  expect(began).toEqual([1, 2, 3]);
  ends[0]?.();
  ends[2]?.();
  await Promise.all([all[0], all[2]]);
  ends[3]?.();
  await all[3];
  expect(began).toEqual([1, 2, 3, 4]);
});

test("whoever gives up waiting leaves its place, and a failure frees one", async () => {
  const slots = create();
  let end = (): void => {};
  const first = slots.run(never, () => new Promise<void>((resolve) => (end = resolve)));
  await expect(slots.run(never, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  const second = slots.run(never, () => first);
  const leaving = new AbortController();
  const left = slots.run(leaving.signal, async () => "ran");
  leaving.abort(new Error("gave up"));
  await expect(left).rejects.toThrow("gave up");
  await expect(slots.run(leaving.signal, async () => "ran")).rejects.toThrow("gave up");
  const waiting = slots.run(never, async () => "in turn");
  end();
  await Promise.all([first, second]);
  expect(await waiting).toBe("in turn");
  expect(await slots.run(never, async () => "free again")).toBe("free again");
});
