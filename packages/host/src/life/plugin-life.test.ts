import { expect, test } from "vitest";
import { fakeLife, settle } from "./testing/fake-life.ts";

async function running() {
  const at = fakeLife();
  const enabling = at.life.enable();
  await settle();
  at.newest().started();
  await enabling;
  return at;
}
const no = new Error("no");
const refusal = { code: "plugin_state" };

test("enabled, it starts; started, it runs; disabled, it ends", async () => {
  const at = fakeLife();
  const enabling = at.life.enable();
  await settle();
  expect([at.life.state, at.life.current]).toEqual(["starting", null]);
  at.newest().started();
  await enabling;
  expect([at.life.state, at.life.current]).toEqual(["running", at.newest()]);
  await at.life.disable();
  expect([at.life.state, at.life.current, at.alive()]).toEqual(["disabled", null, []]);
  expect(at.moves).toEqual(["enable", "started", "disable", "stopped"]);
});

test("enabled twice, it is started once", async () => {
  const at = await running();
  await at.life.enable();
  expect([at.units.length, at.life.state]).toEqual([1, "running"]);
});

test("disabling does not wait for a start that hangs", async () => {
  const at = fakeLife();
  const both = Promise.all([at.life.enable(), at.life.disable()]);
  await both;
  expect([at.life.state, at.alive()]).toEqual(["disabled", []]);
  at.newest().started();
  await settle();
  expect(at.life.state).toBe("disabled");
});

test("a start that fails is tried again behind a pause, and the third time it is quarantined", async () => {
  const at = fakeLife();
  const enabling = at.life.enable();
  await settle();
  at.newest().notStarted();
  await enabling;
  expect([at.life.state, at.life.trouble, at.timers()]).toEqual(["starting", "it does not start", [0]]);
  for (const pause of [250, undefined]) {
    at.elapse();
    await settle();
    at.newest().notStarted();
    await settle();
    expect(at.timers()[0]).toBe(pause);
  }
  expect([at.life.state, at.reasons, at.units.length, at.alive()]).toEqual([
    "quarantined",
    ["it does not start"],
    3,
    [],
  ]);
});

test("a unit that cannot even be made is a failed start", async () => {
  const at = fakeLife();
  await at.life.reload(async () => () => {
    throw new Error("no such runtime");
  });
  await at.life.enable();
  expect([at.life.state, at.life.trouble]).toEqual(["starting", "no such runtime"]);
  await at.life.close();
});

test("a start that never ends is given up", async () => {
  const at = fakeLife();
  await at.life.enable();
  expect([at.life.state, at.alive(), at.timers()]).toEqual(["starting", [], [0]]);
  expect(at.life.trouble).toContain("1000 ms");
});

test("three failures of one thing in a row quarantine, and end what runs", async () => {
  const at = await running();
  at.life.failed("after_zone", no);
  at.life.failed("before_emit", no);
  at.life.failed("after_zone", no);
  at.life.succeeded("before_emit");
  expect([at.life.state, at.life.strikes]).toEqual(["running", 2]);
  at.life.failed("after_zone", no);
  expect([at.life.state, at.life.trouble, at.reasons]).toEqual(["quarantined", "no", ["no"]]);
  await settle();
  expect(at.alive()).toEqual([]);
  at.life.failed("after_zone", no);
  expect(at.reasons).toHaveLength(1);
});

test("released, it starts without strikes; released where it is in no quarantine is refused", async () => {
  const at = fakeLife("it looped");
  expect([at.life.state, at.life.trouble]).toEqual(["quarantined", "it looped"]);
  const releasing = at.life.release();
  await settle();
  at.newest().started();
  await releasing;
  expect([at.life.state, at.life.trouble, at.life.strikes]).toEqual(["running", null, 0]);
  await expect(at.life.release()).rejects.toMatchObject(refusal);
});

test("enabling and disabling lead out of quarantine, too", async () => {
  const at = fakeLife("it looped");
  const enabling = at.life.enable();
  await settle();
  at.newest().started();
  await enabling;
  expect(at.life.state).toBe("running");
  const other = fakeLife("it looped");
  await other.life.disable();
  expect([other.life.state, other.life.trouble]).toEqual(["disabled", null]);
});

test("one that falls is started again: at once, then behind longer and longer pauses", async () => {
  const at = await running();
  const pauses: number[] = [];
  for (let fall = 0; fall < 4; fall++) {
    at.newest().fall(no, false);
    expect(at.life.state).toBe("starting");
    pauses.push(...at.timers());
    at.elapse();
    await settle();
    at.newest().started();
    await settle();
  }
  expect([pauses, at.life.state, at.alive().length]).toEqual([[0, 250, 500, 1_000], "running", 1]);
});

test("three falls that nobody else tells of quarantine; a call that works between them forgives", async () => {
  const at = await running();
  const fall = async (): Promise<void> => {
    at.newest().fall(no, true);
    at.elapse();
    await settle();
    at.newest().started();
    await settle();
  };
  await fall();
  await fall();
  at.life.succeeded("after_zone");
  await fall();
  await fall();
  expect(at.life.state).toBe("running");
  await fall();
  expect([at.life.state, at.timers()]).toEqual(["quarantined", []]);
});

test("what was let go of is not listened to any more", async () => {
  const at = await running();
  const old = at.newest();
  await at.life.disable();
  old.fall(no, true);
  expect([at.life.state, at.life.strikes]).toEqual(["disabled", 0]);
  const again = at.life.enable();
  await settle();
  at.newest().started();
  await again;
  old.fall(no, true);
  expect([at.life.state, at.life.strikes, old.disposals]).toEqual(["running", 0, 1]);
});

test("removed is the end", async () => {
  const at = await running();
  await at.life.remove();
  expect([at.life.state, at.alive()]).toEqual(["removed", []]);
  for (const operation of ["enable", "disable", "release", "remove"] as const)
    await expect(at.life[operation]()).rejects.toMatchObject(refusal);
  await expect(at.life.reload(async () => at.creates(2))).rejects.toMatchObject(refusal);
  expect(at.units).toHaveLength(1);
});

test("closed, nothing runs and nothing is tried again", async () => {
  const at = await running();
  at.newest().fall(no, false);
  await at.life.close();
  expect([at.timers(), at.alive()]).toEqual([[], []]);
});
