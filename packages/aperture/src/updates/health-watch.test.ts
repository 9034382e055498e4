import { ApertureError, type Patch } from "@aperture/sdk";
import { expect, onTestFinished, test } from "vitest";
import { trims, type UpdatesWorld, updatesWorld } from "./testing/updates-world.ts";

async function watched(version = "1.1.0", fields = trims, changelog: string | null = null): Promise<UpdatesWorld> {
  const world = updatesWorld(fields);
  onTestFinished(() => world.close());
  await world.install("1.0.0");
  world.offer(version, { changelog });
  await world.updates.start("tidy", {});
  expect([world.phase(), world.installed()]).toEqual(["watching", version]);
  // From here on nobody answers: what comes back comes from this machine.
  world.sources.goOffline();
  return world;
}

const back = async (world: UpdatesWorld): Promise<string> => {
  await expect.poll(world.phase, { timeout: 5_000 }).toBe("rolled-back");
  expect(world.host.info("tidy")).toMatchObject({
    state: "running",
    manifest: { version: "1.0.0" },
    previous: "1.1.0",
  });
  return world.updates.list().updates[0]!.reason ?? "";
};
const timeout = () => new ApertureError("plugin_timeout", { plugin: "tidy", stage: "after_zone", limit: 50 });

test("the first failure brings the version before back", async () => {
  const world = await watched();
  await world.requests(3);
  world.answers = (version) => (version === "1.1.0" ? new Error("it broke") : []);
  await world.request();
  expect(await back(world)).toContain("it broke");
  expect(await world.request()).toEqual([]);
  const types = world.events.map(({ type }) => type);
  expect(types.filter((type) => type === "plugin-rolled-back")).toHaveLength(1);
  // Not offered again by itself.
  expect(world.updates.newer("tidy")).toBe("1.1.0");
});

test("one missed deadline is the machine's, two are its own", async () => {
  const world = await watched();
  world.answers = (version) => (version === "1.1.0" ? timeout() : []);
  await world.request();
  expect(world.phase()).toBe("watching");
  world.answers = () => [];
  await world.request();
  world.answers = (version) => (version === "1.1.0" ? timeout() : []);
  await world.request();
  expect(await back(world)).toContain("50 ms");
});

test("one that falls and does not come up again is quarantined, and gone", async () => {
  const world = await watched();
  world.runners.behaviour.start = async ({ plugin }) => {
    if (plugin.manifest.version === "1.1.0") throw new Error("it does not come up");
  };
  world.runners.crash();
  expect(await back(world)).toContain("it does not come up");
});

test("a request that a protecting stage fails on is shown to the version that comes back", async () => {
  const protecting = { ...trims, stages: [{ at: "after_zone" as const, onError: "block" as const }] };
  const world = await watched("1.1.0", protecting);
  const old: Patch = [{ op: "level", block: 1, level: "trimmed" }];
  world.answers = (version) => (version === "1.1.0" ? timeout() : old);
  const answers = await Promise.all([world.request(), world.request(), world.request()]);
  expect(answers).toEqual([old, old, old]);
  await back(world);
});

test("other output without a reason: a patch-level version that wants what the one before does not", async () => {
  const world = await watched("1.0.1");
  await world.requests(2);
  world.answers = (version) => (version === "1.0.1" ? [{ op: "level", block: 2, level: "minimal" }] : []);
  await world.request();
  await expect.poll(world.phase, { timeout: 5_000 }).toBe("rolled-back");
  expect(world.updates.list().updates[0]?.reason).toContain("level minimal of block-2");
  expect(world.installed()).toBe("1.0.0");
  // Only what runs is left.
  await expect.poll(() => world.runners.live.size).toBe(1);
});

test.each([
  ["its number says so", "1.1.0", null],
  ["its changelog says so", "1.0.1", "Now trims more."],
])("other output with a reason is what was wanted: %s", async (_, version, changelog) => {
  const world = await watched(version, trims, changelog);
  world.answers = (asked) => (asked === version ? [{ op: "level", block: 2, level: "minimal" }] : []);
  await world.requests(20);
  await expect.poll(world.phase).toBe("done");
  expect(world.installed()).toBe(version);
});

test("the user's word ends the watch", async () => {
  const pinned = await watched();
  pinned.host.pin("tidy", true);
  await expect.poll(pinned.phase).toBe("done");
  expect(pinned.updates.list().updates[0]?.reason).toBe("it was pinned");
  pinned.answers = () => new Error("no");
  await pinned.request();
  expect(pinned.installed()).toBe("1.1.0");
  const off = await watched();
  await off.host.disable("tidy");
  await expect.poll(off.phase).toBe("done");
  const undone = await watched();
  await undone.host.rollback("tidy", { reason: "I do not like it" });
  expect(undone.updates.list().updates[0]).toMatchObject({ phase: "rolled-back", reason: "I do not like it" });
  const later = await watched();
  await later.requests(20);
  await expect.poll(later.phase).toBe("done");
  await later.host.rollback("tidy", { reason: "on second thought" });
  expect(later.phase()).toBe("rolled-back");
});

test("a watch goes on behind a restart, with what was counted", async () => {
  const world = await watched();
  await world.requests(5);
  await expect.poll(() => world.updates.list().updates[0]?.watch?.requests).toBe(5);
  world.now += 24 * 60 * 60_000;
  await world.restart();
  expect(world.phase()).toBe("watching");
  await expect.poll(() => world.host.info("tidy").state).toBe("running");
  // Hours in which it was off are no watch.
  world.pass(9 * 60_000);
  await world.requests(14);
  expect(world.phase()).toBe("watching");
  world.answers = (version) => (version === "1.1.0" ? new Error("late") : []);
  await world.request();
  expect(await back(world)).toContain("late");
});

test("a version before that cannot come back is said; the new one stays", async () => {
  const world = await watched();
  world.answers = () => new Error("no");
  world.runners.behaviour.start = async ({ plugin }) => {
    if (plugin.manifest.version === "1.0.0") throw new Error("gone bad");
  };
  await world.request();
  await expect.poll(world.phase).toBe("done");
  expect(world.updates.list().updates[0]?.reason).toMatch(/no.*cannot come back.*gone bad/s);
  expect(world.installed()).toBe("1.1.0");
});

test("half of its calls beyond their deadline is too slow, even where each was waited for", async () => {
  const world = await watched("1.1.0", { ...trims, stages: [{ at: "after_zone", deadlineMs: 1 }] });
  const { stage } = world.runners.behaviour;
  world.runners.behaviour.stage = async (call, options) => {
    if (options.plugin.manifest.version === "1.1.0") await new Promise((resolve) => setTimeout(resolve, 4));
    return stage(call, options);
  };
  await world.requests(8);
  expect(await back(world)).toMatch(/half of its calls at after_zone take [\d.]+ ms or more; its deadline is 1 ms/);
});

test("changes of blocks that it was not shown are a failure, though the request went on", async () => {
  const world = await watched();
  world.answers = (version) => (version === "1.1.0" ? [{ op: "level", block: 99, level: "minimal" }] : []);
  expect(await world.request()).toEqual([]);
  expect(await back(world)).toContain("not shown");
});
