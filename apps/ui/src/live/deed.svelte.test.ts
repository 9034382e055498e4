import "../testing/runes.ts";
import { expect, test } from "vitest";
import { Deed } from "./deed.svelte.ts";

test("says whether it worked, and why not", async () => {
  const deed = new Deed();
  expect(await deed.run(async () => 1)).toBe(true);
  expect(await deed.run(() => Promise.reject(new TypeError("fetch failed")))).toBe(false);
  expect([deed.trouble, deed.busy]).toEqual(["The API does not answer", false]);
  await deed.run(async () => undefined);
  expect(deed.trouble).toBeUndefined();
});

test("a second press while the first is under way does nothing", async () => {
  const deed = new Deed();
  let [open, runs]: [() => void, number] = [() => undefined, 0];
  const work = () => {
    runs += 1;
    return new Promise<void>((resolve) => (open = resolve));
  };
  const first = deed.run(work);
  expect([deed.busy, await deed.run(work)]).toEqual([true, false]);
  open();
  expect([await first, runs, deed.busy]).toEqual([true, 1, false]);
});
