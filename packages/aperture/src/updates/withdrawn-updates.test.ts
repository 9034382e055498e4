import { beforeEach, expect, onTestFinished, test } from "vitest";
import { trims, type UpdatesWorld, updatesWorld } from "./testing/updates-world.ts";

/** Versions that their registry took back: the one that runs, and the one before. */

let world: UpdatesWorld;
beforeEach(() => {
  const at = updatesWorld();
  world = at;
  onTestFinished(() => at.close());
});
const told = () => world.events.flatMap((event) => (event.type === "plugin-update-changed" ? [event.data] : []));

test("one that is installed and runs: a check tells it, once, and whoever looks sees it", async () => {
  await world.install("1.0.0");
  world.sources.withdrawn.set("1.0.0", "it steals keys");
  const reason = "1.0.0, which is installed, was withdrawn: it steals keys";
  expect(await world.updates.check()).toMatchObject({ troubles: [{ plugin: "tidy", reason }] });
  await world.updates.check();
  expect(told()).toEqual([{ plugin: "tidy", from: "1.0.0", to: "1.0.0", phase: "revoked", reason }]);
  expect(world.host.info("tidy").warnings.join()).toContain("1.0.0 was withdrawn: it steals keys");
  const { findings } = await world.host.audit();
  expect(findings).toContainEqual(expect.objectContaining({ severity: "danger", code: "revoked" }));
});

test("its registry does not answer: what it said before still holds", async () => {
  await world.install("1.0.0");
  world.sources.withdrawn.set("1.0.0", "it steals keys");
  world.sources.goOffline();
  const { troubles } = await world.updates.check();
  expect(troubles.map(({ reason }) => reason).join()).toMatch(/nobody answers.*withdrawn/);
});

test("the one before was withdrawn and the new one fails: neither runs", async () => {
  await world.install("1.0.0");
  world.offer("1.1.0");
  await world.updates.start("tidy", {});
  world.sources.withdrawn.set("1.0.0", "it steals keys");
  world.answers = () => new Error("no");
  await world.request();
  await expect.poll(world.phase, { timeout: 5_000 }).toBe("done");
  expect(world.updates.list().updates[0]!.reason).toMatch(/no.*it was withdrawn: it steals keys; it is disabled/);
  expect(world.host.info("tidy")).toMatchObject({ state: "disabled", manifest: { version: "1.1.0" } });
});

test("one that protects goes on: without it requests would leave unprocessed", async () => {
  const at = updatesWorld({ ...trims, stages: [{ at: "after_zone", onError: "block" }] });
  onTestFinished(() => at.close());
  await at.install("1.0.0");
  at.offer("1.1.0");
  await at.updates.start("tidy", {});
  at.sources.withdrawn.set("1.0.0", "it steals keys");
  at.answers = () => new Error("no");
  expect(await at.request()).toBeInstanceOf(Error);
  await expect.poll(at.phase, { timeout: 5_000 }).toBe("done");
  expect(at.updates.list().updates[0]!.reason).toContain("it protects requests, and goes on");
  expect(at.host.info("tidy").manifest.version).toBe("1.1.0");
  expect(at.host.blocks()).toEqual(["tidy"]);
});

test("of a plugin that is watched its registry is asked, too: what was taken back is known before it is needed", async () => {
  await world.install("1.0.0");
  world.offer("1.1.0");
  await world.updates.start("tidy", {});
  const asked = world.sources.asked();
  await world.updates.check();
  expect([world.phase(), world.sources.asked() > asked]).toEqual(["watching", true]);
});
