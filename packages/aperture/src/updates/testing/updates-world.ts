import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StageReply } from "@aperture/host/border/calls";
import type { RunnerOptions } from "@aperture/host/border/runner";
import { createPluginHost } from "@aperture/host/host/create-plugin-host";
import type { PluginHost } from "@aperture/host/host/plugin-host";
import { blockFacts, requestFacts } from "@aperture/host/host/testing/facts";
import { type FakeRunners, fakeRunners } from "@aperture/host/host/testing/fake-runner";
import type { ManifestFields } from "@aperture/host/host/testing/plugin-folder";
import { type OfferedVersion, type TestSources, testSources } from "@aperture/host/host/testing/sources";
import type { Event, Patch, UpdatePhase, UpdatePolicy } from "@aperture/sdk";
import { loadPrices } from "../../control/prices.ts";
import { openTestStore } from "../../control/testing/open-test-store.ts";
import { createReplayer } from "../../replay/create-replayer.ts";
import type { Store } from "../../store/contract.ts";
import { createUpdates, type Updates } from "../create-updates.ts";
import { pluginServices } from "./plugin-services.ts";

export const trims: ManifestFields = {
  stages: [{ at: "after_zone" }],
  permissions: { blocks: { read: "content", write: ["level"] } },
};

export interface UpdatesWorld {
  readonly store: Store;
  readonly sources: TestSources;
  readonly runners: FakeRunners;
  readonly host: PluginHost;
  readonly updates: Updates;
  /** Epoch ms; a test sets it. */
  now: number;
  policy: UpdatePolicy;
  /** What a version answers; default: nothing. */
  answers: (version: string, options: RunnerOptions) => Patch | Error;
  readonly events: Event[];
  readonly logged: string[];
  offer(version: string, offer?: OfferedVersion): void;
  install(version: string): Promise<void>;
  /** A live request, as the pipeline shows it to the plugin. Answers what became of it. */
  request(): Promise<Patch | Error | null>;
  requests(count: number): Promise<(Patch | Error | null)[]>;
  phase(): UpdatePhase | undefined;
  installed(): string;
  /** Timers that are due after so many ms from now, in their order. */
  pass(ms: number): void;
  /** As a new process on what the old one kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Updates on a real store, a real host with fake runtimes, and a registry in memory; time passes when the test says so. */
export function updatesWorld(fields: ManifestFields = trims): UpdatesWorld {
  const { store, close: closeStore } = openTestStore();
  const home = mkdtempSync(join(tmpdir(), "aperture-updates-"));
  const sources = testSources();
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const events: Event[] = [];
  const logged: string[] = [];
  let turn = 0;
  const replayer = createReplayer({ store, prices: loadPrices(), counter: { count: async () => [] } });
  let parts = begin();

  function begin() {
    const runners = fakeRunners({
      stage: async (_call, options): Promise<StageReply> => {
        const answer = world.answers(options.plugin.manifest.version, options);
        if (answer instanceof Error) throw answer;
        return { patch: answer, guestMs: 0.1 };
      },
    });
    const services = pluginServices(store);
    const log = (_level: string, message: string): void => void logged.push(message);
    const now = (): number => world.now;
    const after = (ms: number, run: () => void) => {
      const timer = { at: world.now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    };
    const host = createPluginHost({
      home,
      services: () => services,
      runners: { js: runners.create, wasm: runners.create, native: runners.create },
      capabilities: () => ({ call: async () => null, close() {} }),
      sources,
      safeMode: false,
      log,
      now: Date.now,
      graceMs: 20,
      readyMs: 2_000,
    });
    host.start();
    const make = (): Updates =>
      createUpdates({
        host,
        sources,
        store,
        replayer,
        facts: { request: () => requestFacts() },
        policy: () => world.policy,
        log,
        now,
        after,
        random: () => 0.5,
      });
    return { runners, host, make, updates: null as Updates | null };
  }

  store.events.subscribe((event) => void events.push(event));
  const world: UpdatesWorld = {
    store,
    sources,
    get runners() {
      return parts.runners;
    },
    get host() {
      return parts.host;
    },
    get updates() {
      parts.updates ??= parts.make();
      return parts.updates;
    },
    now: Date.parse("2026-03-01T00:00:00Z"),
    policy: "notify",
    answers: () => [],
    events,
    logged,
    offer: (version, offer = {}) => void sources.offered.set(version, { fields, ...offer }),
    async install(version) {
      world.offer(version);
      await parts.host.install({ spec: `tidy@${version}`, grant: "all" });
    },
    async request() {
      turn++;
      const [stage] = parts.host.stagesAt("after_zone");
      if (!stage) return null;
      try {
        return (await stage.run([blockFacts(1), blockFacts(2)], requestFacts({ turn })))?.patch ?? null;
      } catch (error) {
        return error as Error;
      }
    },
    async requests(count) {
      const answers: (Patch | Error | null)[] = [];
      for (let request = 0; request < count; request++) answers.push(await world.request());
      return answers;
    },
    phase: () => world.updates.list().updates[0]?.phase,
    installed: () => parts.host.info("tidy").manifest.version,
    pass(ms) {
      world.now += ms;
      for (const timer of [...timers].sort((left, right) => left.at - right.at))
        if (timer.at <= world.now && timers.delete(timer)) timer.run();
    },
    async restart() {
      await parts.updates?.close();
      await parts.host.close();
      timers.clear();
      parts = begin();
      void world.updates;
    },
    async close() {
      await parts.updates?.close();
      await Promise.all([parts.host.close(), replayer.close()]);
      closeStore();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return world;
}
