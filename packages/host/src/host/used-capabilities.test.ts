import { expect, test } from "vitest";
import { UsedCapabilities } from "./used-capabilities.ts";

function counting(known: readonly string[] = []) {
  const kept: (readonly string[])[] = [];
  const timers: (() => void)[] = [];
  const used = new UsedCapabilities(
    known,
    (all) => void kept.push(all),
    (_, run) => {
      timers.push(run);
      return () => {};
    },
  );
  return { used, kept, timers };
}

test("what is new is kept with all others, once for many", () => {
  const { used, kept, timers } = counting(["storage:1mb"]);
  used.add("notes");
  used.add("history");
  used.add("notes");
  expect([kept.length, timers.length]).toEqual([0, 1]);
  timers[0]!();
  expect(kept).toEqual([["history", "notes", "storage:1mb"]]);
});

test("what is known costs nothing, however often it is used", () => {
  const { used, kept, timers } = counting(["notes"]);
  for (let call = 0; call < 1_000; call++) used.add("notes");
  used.flush();
  expect([kept.length, timers.length, used.has("notes"), used.has("history")]).toEqual([0, 0, true, false]);
});

test("at the end what waits is kept, once", () => {
  const { used, kept } = counting();
  used.add("notes");
  used.flush();
  used.flush();
  expect(kept).toEqual([["notes"]]);
});
