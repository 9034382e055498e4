import { ApertureError } from "@aperture/sdk";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type UpdatesWorld, updatesWorld } from "./testing/updates-world.ts";

/** What goes by itself under the policy `safe`, and what never does. */

let world: UpdatesWorld;
beforeEach(async () => {
  const at = updatesWorld();
  world = at;
  onTestFinished(() => at.close());
  await at.install("1.0.0");
  at.policy = "safe";
});

const DAY = 24 * 60 * 60_000;
const old = "2026-01-01T00:00:00.000Z";

test("what nobody signed waits for its user's word, however old it is", async () => {
  world.offer("1.0.1", { publisher: null });
  await world.host.install({ spec: "tidy@1.0.1", grant: "all", acceptPublisher: true });
  world.offer("1.1.0", { publisher: null, publishedAt: old });
  await world.updates.check();
  await world.requests(6);
  world.now += 3 * DAY;
  await world.updates.check();
  await world.requests(6);
  expect([world.phase(), world.installed()]).toEqual(["available", "1.0.1"]);
  expect(await world.updates.start("tidy", {})).toMatchObject({ phase: "watching" });
});

test.each([
  ["nobody says when", null],
  ["on a day that is still to come", "2031-01-01T00:00:00.000Z"],
])("published %s: a day after it was first seen, over a restart too", async (_, publishedAt) => {
  world.offer("1.1.0", { publishedAt });
  const until = new Date(world.now + DAY).toISOString();
  expect((await world.updates.check()).updates).toMatchObject([{ phase: "cooling", coolsUntil: until }]);
  world.now += DAY - 1_000;
  await world.restart();
  await expect.poll(() => world.host.info("tidy").state).toBe("running");
  expect((await world.updates.check()).updates).toMatchObject([{ phase: "cooling", coolsUntil: until }]);
  await world.requests(6);
  expect(world.installed()).toBe("1.0.0");
  world.now += 1_000;
  await world.updates.check();
  await expect.poll(world.phase).toBe("shadowing");
  await world.requests(5);
  await expect.poll(world.installed, { timeout: 5_000 }).toBe("1.1.0");
});

test("other content under the number that was seen is seen anew: its day begins again", async () => {
  world.offer("1.1.0");
  await world.updates.check();
  world.now += DAY;
  world.offer("1.1.0", { files: { "README.md": "another one" } });
  await world.updates.check();
  await expect.poll(() => world.logged.join()).toContain("not what was shown");
  expect((await world.updates.check()).updates).toMatchObject([
    { phase: "cooling", coolsUntil: new Date(world.now + DAY).toISOString() },
  ]);
  expect(world.installed()).toBe("1.0.0");
});

test("the user's word ends what goes on by itself, at once", async () => {
  world.offer("1.1.0", { publishedAt: old });
  await world.updates.check();
  await expect.poll(world.phase).toBe("shadowing");
  // No request comes that a shadow would end with.
  expect(await world.updates.start("tidy", {})).toMatchObject({ phase: "watching", version: "1.1.0" });
  expect([world.installed(), world.runners.live.size]).toEqual(["1.1.0", 1]);
  expect(world.logged.join()).not.toContain("something else");
});

test("what was shown is what is taken: another content under the same number is refused", async () => {
  world.policy = "notify";
  world.offer("1.1.0");
  const [shown] = (await world.updates.check()).updates;
  world.offer("1.1.0", { files: { "README.md": "another one" } });
  const { version, integrity } = shown!;
  const codeOf = async (): Promise<string> =>
    world.updates.start("tidy", { version, integrity, grant: "all" }).then(
      () => "taken",
      (error: unknown) => (ApertureError.is(error) ? error.code : String(error)),
    );
  expect(await codeOf()).toBe("plugin_changed");
  expect(world.installed()).toBe("1.0.0");
  const now = world.updates.list().updates[0]!;
  expect(now.integrity).not.toBe(integrity);
  expect(await world.updates.start("tidy", { version, integrity: now.integrity })).toMatchObject({ phase: "watching" });
  expect(world.host.record("tidy").integrity).toBe(now.integrity);
});
