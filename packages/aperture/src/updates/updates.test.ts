import { ApertureError, PluginUpdates } from "@aperture/sdk";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { trims, type UpdatesWorld, updatesWorld } from "./testing/updates-world.ts";

let world: UpdatesWorld;
beforeEach(async () => {
  const at = updatesWorld();
  world = at;
  onTestFinished(() => at.close());
  await at.install("1.0.0");
});

const DAY = 24 * 60 * 60_000;
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: unknown) => (ApertureError.is(error) ? error.code : String(error)),
  );
const told = () => world.events.flatMap((event) => (event.type === "plugin-update-changed" ? [event.data.phase] : []));
const update = () => world.updates.list().updates[0]!;

test("found by a check, with what it asks for and says; told once", async () => {
  expect(await world.updates.check()).toMatchObject({ updates: [], troubles: [] });
  world.offer("1.1.0", { changelog: "Faster.", publishedAt: "2026-01-01T00:00:00.000Z" });
  const found = await world.updates.check();
  expect(PluginUpdates.parse(found)).toEqual(found);
  expect(found.updates).toMatchObject([
    {
      plugin: "tidy",
      installed: "1.0.0",
      version: "1.1.0",
      phase: "available",
      changelog: "Faster.",
      diff: { widens: false },
    },
  ]);
  await world.updates.check();
  expect(told()).toEqual(["available"]);
  expect(world.updates.newer("tidy")).toBe("1.1.0");
  expect(world.installed()).toBe("1.0.0");
});

test("a source that does not answer is told, and changes nothing", async () => {
  world.offer("1.1.0");
  await world.updates.check();
  world.sources.goOffline();
  expect(await world.updates.check()).toMatchObject({
    troubles: [{ plugin: "tidy", reason: expect.stringContaining("nobody answers") }],
    updates: [{ phase: "available" }],
  });
  expect(await codeOf(world.updates.start("tidy", {}))).toBe("plugin_source_failed");
  expect(world.installed()).toBe("1.0.0");
});

test("taken by hand, watched for 20 requests, done", async () => {
  world.offer("1.1.0");
  expect(await world.updates.start("tidy", {})).toMatchObject({
    phase: "watching",
    proof: { passed: true, requests: 0 },
    watch: { requests: 0, of: 20, failures: 0 },
  });
  expect(world.host.info("tidy")).toMatchObject({ state: "running", previous: "1.0.0" });
  await world.requests(19);
  await expect.poll(() => update().watch?.requests).toBe(19);
  expect(world.phase()).toBe("watching");
  await world.request();
  await expect.poll(world.phase).toBe("done");
  expect(told()).toEqual(["available", "proving", "watching", "done"]);
  expect(await codeOf(world.updates.start("tidy", {}))).toBe("plugin_update_refused");
});

test("watched for ten minutes at most, in which somebody spoke", async () => {
  world.offer("1.1.0");
  await world.updates.start("tidy", {});
  world.pass(10 * 60_000);
  expect(world.phase()).toBe("watching");
  await world.request();
  await expect.poll(() => update().watch?.requests).toBe(1);
  world.pass(9 * 60_000);
  expect(world.phase()).toBe("watching");
  world.pass(60_000);
  expect(world.phase()).toBe("done");
});

test("where it has no stages, ten minutes are ten minutes", async () => {
  const at = updatesWorld({ permissions: { notes: true } });
  onTestFinished(() => at.close());
  await at.install("1.0.0");
  at.offer("1.1.0");
  await at.updates.start("tidy", {});
  at.pass(10 * 60_000);
  expect(at.phase()).toBe("done");
});

test("what asks for more waits for the user's word", async () => {
  world.offer("1.1.0", { fields: { ...trims, permissions: { ...trims.permissions, notes: true, history: true } } });
  expect(await world.updates.start("tidy", {})).toMatchObject({
    phase: "needs-consent",
    reason: "read the project's git history; attach notes to blocks and sessions",
  });
  await world.updates.check();
  expect(world.phase()).toBe("needs-consent");
  expect(await world.updates.start("tidy", { grant: ["notes"] })).toMatchObject({ phase: "watching" });
  expect(world.host.record("tidy").granted).toEqual(["blocks.read:content", "blocks.write:level", "notes"]);
});

test("what is younger than a day cools down, unless the user will not wait", async () => {
  world.offer("1.1.0", { publishedAt: new Date(world.now - DAY / 2).toISOString() });
  expect(await world.updates.start("tidy", {})).toMatchObject({
    phase: "cooling",
    coolsUntil: new Date(world.now + DAY / 2).toISOString(),
  });
  expect((await world.updates.check()).updates[0]).toMatchObject({ phase: "cooling" });
  world.now += DAY / 2;
  expect((await world.updates.check()).updates[0]).toMatchObject({ phase: "available", coolsUntil: null });
  world.offer("1.2.0", { publishedAt: new Date(world.now).toISOString() });
  expect(await world.updates.start("tidy", { skipCooldown: true })).toMatchObject({
    version: "1.2.0",
    phase: "watching",
  });
});

test("pinned, older, withdrawn, of another key: refused, and the old one runs on", async () => {
  world.offer("1.1.0", { publisher: `ed25519:${"b".repeat(64)}` });
  expect(await codeOf(world.updates.start("tidy", {}))).toBe("plugin_publisher_changed");
  expect((await world.updates.check()).updates[0]).toMatchObject({ phase: "needs-consent" });
  world.sources.withdrawn.set("1.1.0", "it steals");
  expect(await codeOf(world.updates.start("tidy", { acceptPublisher: true }))).toBe("plugin_update_refused");
  world.offer("0.9.0");
  expect(await codeOf(world.updates.start("tidy", { version: "0.9.0" }))).toBe("plugin_update_refused");
  expect((await world.updates.check()).updates).toEqual([]);
  world.offer("1.3.0");
  world.host.pin("tidy", true);
  expect(await codeOf(world.updates.start("tidy", {}))).toBe("plugin_pinned");
  expect((await world.updates.check()).updates[0]).toMatchObject({ phase: "pinned" });
  expect(world.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" }, previous: null });
  expect(await codeOf(world.updates.start("nobody", {}))).toBe("plugin_not_found");
});

test("tried and not taken", async () => {
  world.offer("1.1.0");
  expect(await world.updates.start("tidy", { dryRun: true })).toMatchObject({
    phase: "available",
    proof: { passed: true, findings: [expect.stringContaining("nothing was recorded")] },
  });
  expect([world.installed(), world.runners.live.size]).toEqual(["1.0.0", 1]);
});

test("one that does not start is refused; with force, too, since nothing would run", async () => {
  world.offer("1.1.0");
  world.runners.behaviour.start = async ({ plugin }) => {
    if (plugin.manifest.version === "1.1.0") throw new Error("it is broken");
  };
  const said = { phase: "refused", reason: expect.stringContaining("it is broken") };
  expect(await world.updates.start("tidy", {})).toMatchObject(said);
  expect(await world.updates.start("tidy", { force: true })).toMatchObject(said);
  expect(world.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" } });
  expect(world.runners.live.size).toBe(1);
  // Known, and not offered again.
  await world.updates.check();
  expect(world.phase()).toBe("refused");
  world.offer("1.1.1");
  expect((await world.updates.check()).updates).toMatchObject([{ version: "1.1.1", phase: "available" }]);
});

test("by itself, where the policy is safe and nothing is asked for", async () => {
  world.policy = "safe";
  world.offer("1.1.0", { publishedAt: "2026-01-01T00:00:00.000Z" });
  await world.updates.check();
  await expect.poll(world.phase).toBe("shadowing");
  await world.requests(5);
  await expect.poll(world.phase, { timeout: 5_000 }).toBe("watching");
  expect(world.installed()).toBe("1.1.0");
  expect(update().shadow).toEqual({ requests: 5, failures: 0, wanted: 5 });
});

test.each([
  ["asks for more", { fields: { ...trims, permissions: { ...trims.permissions, history: true } } }, "needs-consent"],
  ["is of another key", { publisher: null }, "needs-consent"],
  ["is young", { publishedAt: new Date(Date.parse("2026-02-28T23:00:00Z")).toISOString() }, "cooling"],
] as const)("never by itself what %s", async (_, offer, phase) => {
  world.policy = "safe";
  world.offer("1.1.0", offer as never);
  await world.updates.check();
  await world.requests(6);
  expect([world.phase(), world.installed()]).toEqual([phase, "1.0.0"]);
});

test("looked for daily where the policy is not off, and nobody is asked else", async () => {
  world.offer("1.1.0");
  void world.updates;
  const asked = world.sources.asked();
  world.policy = "off";
  world.pass(DAY);
  world.pass(2 * DAY);
  expect(world.sources.asked()).toBe(asked);
  world.policy = "notify";
  world.pass(2 * DAY);
  await expect.poll(world.phase).toBe("available");
  expect(world.installed()).toBe("1.0.0");
});

test("a plugin that is removed has no update; one from a folder none either", async () => {
  world.offer("1.1.0");
  await world.updates.check();
  await world.host.remove("tidy", false);
  expect(world.updates.list().updates).toEqual([]);
});

test("the shadow: its failures keep it out, and nothing of it is done", async () => {
  world.offer("1.1.0");
  world.answers = (version) => (version === "1.1.0" ? new Error("no") : []);
  const starting = world.updates.start("tidy", { shadow: 3 });
  await expect.poll(world.phase).toBe("shadowing");
  expect(await world.request()).toEqual([]);
  expect(await starting).toMatchObject({
    phase: "refused",
    reason: expect.stringContaining("no"),
    shadow: { failures: 1 },
  });
  expect([world.installed(), world.runners.live.size]).toEqual(["1.0.0", 1]);
});

test("hanging up ends it before the swap", async () => {
  world.offer("1.1.0");
  const hangUp = new AbortController();
  const starting = world.updates.start("tidy", { shadow: 3 }, hangUp.signal);
  await expect.poll(world.phase).toBe("shadowing");
  hangUp.abort(new Error("gone"));
  await expect(starting).rejects.toThrow("gone");
  expect([world.phase(), world.installed(), world.runners.live.size]).toEqual(["available", "1.0.0", 1]);
});
