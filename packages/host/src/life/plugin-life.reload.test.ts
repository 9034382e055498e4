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

test("the new one stands beside the old one until it has started", async () => {
  const at = await running();
  const old = at.newest();
  const reloading = at.life.reload(async () => at.creates(2));
  await settle();
  expect([at.life.current, at.alive().length]).toEqual([old, 2]);
  at.newest().started();
  await reloading;
  expect([at.life.current?.version, at.life.state, old.isEnded]).toEqual([2, "running", true]);
});

test("where it does not start, the old one never stopped, and is what is started again", async () => {
  const at = await running();
  const old = at.newest();
  const reloading = at.life.reload(async () => at.creates(2));
  await settle();
  at.newest().notStarted("syntax");
  await expect(reloading).rejects.toThrow("syntax");
  expect([at.life.current, at.life.state, at.life.strikes, at.alive()]).toEqual([old, "running", 0, [old]]);
  old.fall(new Error("no"), false);
  at.elapse();
  await settle();
  expect(at.newest().version).toBe(1);
});

test("one that started and fell before it could take over did not start", async () => {
  const at = await running();
  const reloading = at.life.reload(async () => at.creates(2));
  await settle();
  at.newest().fall(new Error("no"), true);
  at.newest().started();
  await expect(reloading).rejects.toMatchObject({ code: "plugin_gone" });
  expect(at.life.current?.version).toBe(1);
});

test("the old one may fall while the new one starts: the new one takes over", async () => {
  const at = await running();
  const reloading = at.life.reload(async () => at.creates(2));
  await settle();
  at.units[0]!.fall(new Error("no"), false);
  expect(at.life.state).toBe("starting");
  at.newest().started();
  await reloading;
  at.elapse();
  await settle();
  expect([at.life.state, at.life.current?.version, at.alive().length]).toEqual(["running", 2, 1]);
});

test("the old one may be quarantined while the new one starts: then neither runs", async () => {
  const at = await running();
  const reloading = at.life.reload(async () => at.creates(2));
  await settle();
  for (let strike = 0; strike < 3; strike++) at.life.failed("after_zone", new Error("no"));
  at.newest().started();
  await reloading;
  await settle();
  expect([at.life.state, at.alive()]).toEqual(["quarantined", []]);
});

test("disabled or quarantined, only what will be started is another one", async () => {
  for (const quarantine of [null, "it looped"]) {
    const at = fakeLife(quarantine);
    await at.life.reload(async () => at.creates(2));
    expect([at.units.length, at.life.state]).toEqual([0, quarantine === null ? "disabled" : "quarantined"]);
    const enabling = at.life.enable();
    await settle();
    expect(at.newest().version).toBe(2);
    at.newest().started();
    await enabling;
  }
});

test("while it starts, the start begins anew with the new one", async () => {
  const at = fakeLife();
  void at.life.enable();
  const reloading = at.life.reload(async () => at.creates(2));
  await settle();
  await settle();
  at.newest().started();
  await reloading;
  expect([at.life.current?.version, at.alive().length, at.units[0]!.disposals]).toEqual([2, 1, 1]);
});

test("what cannot be prepared changes nothing", async () => {
  const at = await running();
  await expect(at.life.reload(() => Promise.reject(new Error("no files")))).rejects.toThrow("no files");
  expect([at.life.state, at.life.current?.version]).toEqual(["running", 1]);
});

test("an old one that does not clean up holds nobody up", async () => {
  const at = await running();
  at.newest().dispose = () => new Promise(() => {});
  const reloading = at.life.reload(async () => at.creates(2));
  await settle();
  at.newest().started();
  await reloading;
  expect(at.life.current?.version).toBe(2);
  await at.life.disable();
  expect(at.life.state).toBe("disabled");
});

test("what cannot be kept does not take over", async () => {
  const at = await running();
  const full = (): never => {
    throw new Error("disk full");
  };
  const reloading = at.life.reload(async () => at.creates(2), full);
  await settle();
  at.newest().started();
  await expect(reloading).rejects.toThrow("disk full");
  expect([at.life.current?.version, at.life.state, at.alive().length]).toEqual([1, "running", 1]);
});
