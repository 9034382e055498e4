import "../testing/runes.ts";
import { expect, test } from "vitest";
import { Latest } from "./latest.svelte.ts";

test("keeps what was read last, and says why where nothing could be", async () => {
  const latest = new Latest<number>();
  await latest.read(async () => 1);
  expect([latest.value, latest.trouble]).toEqual([1, undefined]);
  await latest.read(() => Promise.reject(new TypeError("fetch failed")));
  expect([latest.value, latest.trouble]).toEqual([1, "The API does not answer"]);
  await latest.read(async () => 2);
  expect([latest.value, latest.trouble]).toEqual([2, undefined]);
});

test("an older answer, or failure, never replaces a newer one", async () => {
  const latest = new Latest<string>();
  const gates: ((fail?: boolean) => void)[] = [];
  const slow = (value: string) => () =>
    new Promise<string>((resolve, reject) => gates.push((fail) => (fail ? reject(new Error()) : resolve(value))));
  const readings = [latest.read(slow("old")), latest.read(slow("new")), latest.read(slow("newest"))];
  gates[2]!();
  gates[1]!(true);
  gates[0]!();
  await Promise.all(readings);
  expect([latest.value, latest.trouble]).toEqual(["newest", undefined]);
});

test("what was forgotten stays so when its answer comes", async () => {
  const latest = new Latest<string>();
  const reading = latest.read(async () => "late");
  latest.forget();
  await reading;
  expect(latest.value).toBeUndefined();
});
