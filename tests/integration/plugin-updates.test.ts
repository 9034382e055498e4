import type { PluginUpdate, StageDeclaration } from "@aperture/sdk";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import type { LiveAgent } from "../support/plugins/live-agent.ts";
import { type LiveWorld, startLiveWorld } from "../support/plugins/live-world.ts";
import { type PublishedPlugin, publishedPlugin } from "../support/plugins/published-plugin.ts";

/**
 * Updates end to end: a signed registry, the whole program, and agents that speak without pause and look at each of their answers. Whatever an
 * update does, no turn is lost.
 */

let world: LiveWorld;
let plugin: PublishedPlugin;
let agent: LiveAgent;
let count = 0;

/** Trims what tools answered, where it is large. `more`: what a version does beside it. */
const code = (more = ""): string => `
export default {
  stages: {
    after_zone(blocks, ctx) {
      ${more}
      blocks.where({ role: "tool_result", minTokens: 5000 }).level("trimmed", "large");
    },
  },
};`;
/** What a version does with the requests of this test's agent, whom nobody recorded before it came. */
const whenLive = (what: string): string =>
  code(
    `if ([...blocks.where({ role: "tool_result" })].some(({ text }) => text.includes("const live${count}_"))) { ${what} }`,
  );

const manifest = (stage: Partial<StageDeclaration> = {}) => ({
  // Far more than it takes: what a busy machine holds up is no fault of a version.
  stages: [{ at: "after_zone" as const, deadlineMs: 1_000, ...stage }],
  permissions: { blocks: { read: "content" as const, write: ["level" as const] } },
});

beforeAll(async () => {
  world = await startLiveWorld();
  const [one] = world.agents;
  for (let turn = 0; turn < 6; turn++) await one!.say();
}, 60_000);
afterAll(async () => {
  await world?.stop();
  world?.remove();
});

const plugins = (): LiveWorld["client"]["plugins"] => world.client.plugins;
const update = async (): Promise<PluginUpdate> =>
  (await plugins().updates()).updates.find((each) => each.plugin === plugin.name)!;
const installed = async (): Promise<string> => (await plugins().info(plugin.name)).manifest.version;
const watchEnds = (within = 30_000): Promise<PluginUpdate> =>
  eventually(
    async () => {
      const found = await update();
      return found.phase === "watching" ? undefined : found;
    },
    "the end of the watch",
    within,
  );
/** Some more answers, each looked at by whoever asked. */
async function talkGoesOn(requests = 3): Promise<void> {
  const enough = agent.calls + requests;
  await eventually(() => agent.calls >= enough || agent.failures.length > 0 || undefined, "more answers", 30_000);
  expect(agent.failures).toEqual([]);
}

beforeEach(async () => {
  count++;
  plugin = publishedPlugin(`update-${count}`, { version: "1.0.0", code: code(), manifest: manifest() });
  agent = world.newAgent(`live${count}`);
  await plugins().addRegistry({ ...plugin.address, name: `team-${count}` });
  await plugins().install({ spec: `${plugin.name}@^1`, registry: `team-${count}`, grant: "all" });
});
afterEach(async () => {
  await agent.stop();
  await plugins().remove(plugin.name, { purge: true });
  await plugins().removeRegistry(`team-${count}`);
  plugin.remove();
});

test("a good one: found, proved on what was recorded, shown live requests, swapped, watched, done", async () => {
  agent.start();
  plugin.publish({ version: "1.1.0", code: code(), changelog: "# 1.1.0\n\nFaster.", manifest: manifest() });
  const { updates } = await plugins().checkUpdates();
  expect(updates.find((each) => each.plugin === plugin.name)).toMatchObject({
    version: "1.1.0",
    phase: "available",
    diff: { widens: false },
  });
  const taken = await plugins().startUpdate(plugin.name, { shadow: 3 });
  expect(taken).toMatchObject({ phase: "watching", shadow: { failures: 0, wanted: 3 }, proof: { passed: true } });
  expect(taken.proof!.requests).toBeGreaterThan(0);
  expect(await watchEnds()).toMatchObject({ phase: "done", watch: { requests: 20, failures: 0 } });
  expect(await plugins().info(plugin.name)).toMatchObject({ previous: "1.0.0", state: "running" });
  await talkGoesOn();
}, 60_000);

test.each<[string, string, Partial<StageDeclaration>, RegExp]>([
  ["throws", `throw new Error("the update is broken");`, {}, /the update is broken/],
  ["is slower than it may be", "for (;;);", { deadlineMs: 60 }, /after_zone/],
  [
    "throws where nothing may leave unprocessed",
    `throw new Error("the update is broken");`,
    { onError: "block" },
    /the update is broken/,
  ],
  [
    "answers otherwise without a reason",
    `blocks.where({ role: "tool_result" }).level("minimal", "just so");`,
    {},
    /without a reason/,
  ],
])(
  "one that %s is taken back while requests flow, and no turn is lost",
  async (_, fault, stage, reason) => {
    if (stage.onError === "block") {
      plugin.publish({ version: "1.0.1", code: code(), manifest: manifest(stage) });
      await plugins().install({ spec: `${plugin.name}@1.0.1`, registry: `team-${count}`, grant: "all" });
    }
    const before = await installed();
    // Good on everything that was recorded so far.
    plugin.publish({ version: "1.0.2", code: whenLive(fault), manifest: manifest(stage) });
    const taken = await plugins().startUpdate(plugin.name, { version: "1.0.2", grant: "all" });
    expect(taken).toMatchObject({ proof: { passed: true, failures: 0 }, phase: "watching" });
    expect(await installed()).toBe("1.0.2");
    // What comes back comes from this machine.
    plugin.registry.remove();
    agent.start();
    // The first answer is behind the first fault; what is too late once may be chance, and the next answer is behind the second.
    await eventually(() => agent.calls > 0 || undefined, "the first answer", 30_000);
    expect(await watchEnds(5_000)).toMatchObject({ phase: "rolled-back", reason: expect.stringMatching(reason) });
    expect(await plugins().info(plugin.name)).toMatchObject({ manifest: { version: before }, previous: "1.0.2" });
    await talkGoesOn();
    expect((await plugins().info(plugin.name)).state).toBe("running");
  },
  60_000,
);

test("one that fails on what was recorded is refused, and never ran", async () => {
  plugin.publish({ version: "1.1.0", code: code(`throw new Error("at once");`), manifest: manifest() });
  expect(await plugins().startUpdate(plugin.name)).toMatchObject({
    phase: "refused",
    proof: { passed: false, findings: expect.arrayContaining([expect.stringContaining("at once")]) },
  });
  expect(await installed()).toBe("1.0.0");
}, 60_000);

test("a version that is slower and changes other blocks at patch level: findings; tried and not taken", async () => {
  plugin.publish({
    version: "1.0.1",
    code: code(`for (let turn = 0; turn < 300000; turn++);
      blocks.where({ role: "tool_result" }).level("minimal", "just so");`),
    manifest: manifest(),
  });
  const tried = await plugins().startUpdate(plugin.name, { dryRun: true });
  expect(tried).toMatchObject({ phase: "available", proof: { passed: true } });
  expect(tried.proof!.changedBlocks).toBeGreaterThan(0);
  expect(tried.proof!.findings.join()).toContain("neither its version nor its changelog says why");
  expect(tried.proof!.findings.join()).toMatch(/it takes [\d.]+ ms a call; [\d.]+ ms before/);
  expect(tried.proof!.after.promptTokens).toBeLessThan(tried.proof!.before.promptTokens);
  expect(await installed()).toBe("1.0.0");
}, 60_000);

test("back and forth by hand, from this machine alone", async () => {
  agent.start();
  plugin.publish({ version: "1.1.0", code: code(), manifest: manifest() });
  await plugins().startUpdate(plugin.name);
  plugin.registry.remove();
  expect(await plugins().rollback(plugin.name)).toMatchObject({ previous: "1.1.0", state: "running" });
  expect(await update()).toMatchObject({ phase: "rolled-back" });
  expect(await plugins().rollback(plugin.name)).toMatchObject({ previous: "1.0.0", state: "running" });
  expect(world.kept().filter((folder) => folder.startsWith(`${plugin.name}/`))).toHaveLength(2);
  await talkGoesOn();
}, 60_000);
