import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { act, type Deed, deeds, heal, refusedOnly } from "../support/plugins/live-deeds.ts";
import { type LiveWorld, runtimes, startLiveWorld } from "../support/plugins/live-world.ts";
import { countResources, type Held, type ResourceCount } from "../support/plugins/process-resources.ts";
import { type ToldRuntime, tellable } from "../support/plugins/told-plugins.ts";

// Issue 4, Life: whatever users and plugins do, in whatever order, no request of the agents that work meanwhile fails, and nothing is left
// behind. The whole program, through its API; tests/laws/plugin-life.test.ts is the same for the host alone.

const isDeep = process.env.APERTURE_DEEP === "1";
const sequences = isDeep ? 1_000 : 18;

let resources: ResourceCount;
let world: LiveWorld;
/** Before Aperture was started; and with it, traffic, and every thread that it keeps. */
let before: Held;
let base: Held;
let subscribers: number;

const install = (id: string, folder: string, runtime: ToldRuntime) =>
  world.client.plugins.install({ path: folder, grant: "all", trust: runtime === "native" }).then(() => id);

async function removeTold(): Promise<void> {
  for (const runtime of runtimes)
    await world.client.plugins.remove(world.told[runtime].id, { purge: true }).catch(refusedOnly);
}

beforeAll(async () => {
  resources = countResources();
  before = resources.held();
  world = await startLiveWorld();
  for (const { id, folder, runtime } of world.steady) {
    await install(id, folder, runtime);
    await world.client.plugins.update(id, { config: world.config(tellable[runtime][0]) });
  }
  for (const agent of world.agents) agent.start();
  // Everything once: what is made at first need and kept, such as threads of the pool and one thread in reserve, is there from now on.
  for (const runtime of runtimes) await heal(world, runtime);
  await removeTold();
  await world.goesOn();
  base = resources.held();
  subscribers = world.subscribers();
});

afterAll(async () => {
  await world.stop();
  world.remove();
  resources.close();
});

const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom(...deeds),
  runtime: fc.constantFrom(...runtimes),
  pick: fc.nat({ max: 1_000 }),
});

/** What nobody touches works, no request failed, and nothing is kept of what is not installed. */
async function expectWell(): Promise<void> {
  await world.goesOn();
  const { status, problems, requests } = world.running.health();
  expect({ status, problems, failed: requests.failed, failedOpen: requests.failedOpen }).toEqual({
    status: "ok",
    problems: [],
    failed: 0,
    failedOpen: 0,
  });
  const { plugins } = await world.client.plugins.list();
  for (const { id, state, stages, trouble, strikes } of plugins.filter(({ id }) => id.startsWith("steady-"))) {
    const { lines } = await world.client.plugins.logs(id);
    // In the background it may have asked for more than it gets.
    const errors = lines.filter(({ level, message }) => level === "error" && !message.includes("turn-recorded"));
    const found = { id, state, trouble, strikes, failures: stages[0]!.failures, errors };
    expect(found).toEqual({ id, state: "running", trouble: null, strikes: 0, failures: 0, errors: [] });
  }
  // A copy of what is installed, and one of the version before; a linked one has none.
  const kept = world.kept().map((path) => path.split("/")[0]);
  for (const { id, source, previous } of plugins) {
    const copies = kept.filter((name) => name === id).length;
    expect(copies, id).toBeGreaterThanOrEqual(source === "folder" ? 1 : 0);
    expect(copies, id).toBeLessThanOrEqual((source === "folder" ? 1 : 0) + (previous === null ? 0 : 1));
  }
  expect(kept.filter((name) => !plugins.some(({ id }) => id === name))).toEqual([]);
  // One more where the one of this plugin runs.
  await expect.poll(() => resources.held().workers, { timeout: 10_000 }).toBeLessThanOrEqual(base.workers + 1);
}

test(`${sequences} sequences of what users and plugins do, during live traffic: no request fails`, {
  timeout: sequences * 10_000,
}, async () => {
  const began = performance.now();
  const done = new Map<string, number>();
  let refused = 0;
  let most = 0;
  let midRss = 0;
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 1, maxLength: isDeep ? 6 : 4 }),
      fc.boolean(),
      fc.option(fc.constantFrom(...runtimes), { freq: 3 }),
      async (sequence, atOnce, healed) => {
        const doing: Promise<void>[] = [];
        for (const each of sequence) {
          const acting = act(world, each, !atOnce).catch((error: unknown) => {
            refusedOnly(error);
            refused++;
          });
          done.set(each.what, (done.get(each.what) ?? 0) + 1);
          if (atOnce) doing.push(acting);
          else await acting;
        }
        await Promise.all(doing);
        if (healed) await heal(world, healed);
        most = Math.max(most, resources.held().workers);
        await expectWell();
        if (++count === Math.ceil(sequences / 2)) midRss = resources.held().rss;
      },
    ),
    { numRuns: sequences, endOnFailure: true },
  );
  // It was not quiet: every turn that a life can take was taken.
  if (isDeep)
    for (const what of ["started", "crashed", "third-strike", "release", "reloaded", "stopped", "remove"])
      expect(world.happened.get(what) ?? 0, what).toBeGreaterThan(10);
  const { rss } = resources.held();
  console.log(
    [
      `${sequences} sequences in ${Math.round((performance.now() - began) / 1_000)} s:`,
      `${world.agents.reduce((sum, { calls }) => sum + calls, 0)} requests, 0 failed;`,
      `${[...done.values()].reduce((sum, each) => sum + each, 0)} deeds, ${refused} refused;`,
      `${resources.started()} threads started, at most ${most} at once; ${world.fetched()} fetches by plugins;`,
      `${[...world.happened].map(([what, times]) => `${what} ${times}`).join(", ")};`,
      `RSS ${base.rss} MB at first, ${midRss} half-way, ${rss} at the end`,
    ].join(" "),
  );
});

test("removed, they leave no thread, no file, no socket, no listener", async () => {
  await removeTold();
  await world.goesOn();
  expect(world.kept().map((path) => path.split("/")[0])).toEqual(world.steady.map(({ id }) => id).sort());
  expect(world.subscribers()).toBe(subscribers);
  await expectBack(base);

  await world.stopAgents();
  for (const { id } of world.steady) await world.client.plugins.remove(id, { purge: true });
  expect(world.kept()).toEqual([]);
  await world.stop();
  expect(world.subscribers()).toBe(0);
  await expectBack(before);
  console.log(`before: ${JSON.stringify(before)}; at the end: ${JSON.stringify(resources.held())}`);
});

/** Pools of the process grow to their size and stay, the logger listens once for the end; connections of the traffic come and go. */
const slack = {
  workers: 0,
  threads: 4,
  files: 4,
  sockets: 4,
  servers: 0,
  watchers: 0,
  timers: 2,
  listeners: 1,
} as const;

async function expectBack(then: Held): Promise<void> {
  const more = (): string[] => {
    const now = resources.held();
    return (Object.keys(slack) as (keyof typeof slack)[]).flatMap((name) =>
      now[name] > then[name] + slack[name] ? [`${name}: ${then[name]}, now ${now[name]}`] : [],
    );
  };
  await expect.poll(more, { timeout: 10_000 }).toEqual([]);
}
