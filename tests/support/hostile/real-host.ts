import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadConfig } from "@aperture/aperture/config/load-config";
import { createLog } from "@aperture/aperture/daemon/create-log";
import { startAperture } from "@aperture/aperture/main";
import { type Lag, watchLag } from "@aperture/host/sandbox/testing/watch-lag";
import { ApertureClient, ApiError, type Event, type PluginInfo } from "@aperture/sdk";
import { CachedConversation, startCachingUpstream } from "../cached-conversation.ts";
import { eventually } from "../eventually.ts";
import { writePlugin } from "../plugins/write-plugin.ts";
import { type Attack, canaries, type Observed, type World } from "./attack.ts";
import { GOOD_MS, goodModule, vault } from "./good-plugins.ts";
import { realmDamage } from "./realm-damage.ts";

/** What one round of attacks at once did to the host. */
export interface Round {
  readonly observed: readonly Observed[];
  /** The request that went through all of them: how long it took, and the sum of their deadlines, ms. */
  readonly tookMs: number;
  readonly budgetMs: number;
  readonly lag: Lag;
  /** What is wrong with the request as it left, or with the plugins that mean no harm. */
  readonly troubles: readonly string[];
}

/** The real program with everything in it, in this process. */
export interface RealHost {
  /** Installs these, calls them as they want to be called, sends a request through all of them, and removes them. */
  round(attacks: readonly Attack[]): Promise<Round>;
  /** A request with none of them: ms. */
  quietMs(): Promise<number>;
  close(): Promise<void>;
}

const EDITED = "EDITED BY THE USER";
const said = "const answer = compute(1);";
/** What calls of it are given before a request comes that they must give way to, ms. */
const BEFORE_REQUEST_MS = 350;
/** Deadlines of the host for what is no stage, ms. */
const taskMs = { load: 0, stage: 0, action: 10_000, panel: 2_000, serve: 5_000 } as const;

export async function startRealHost(world: World, connections: () => number): Promise<RealHost> {
  const home = mkdtempSync(join(tmpdir(), "aperture-contained-"));
  const upstream = await startCachingUpstream();
  process.env.APERTURE_TEST_CANARY = canaries.environment;
  const base = loadConfig({ home, env: {} });
  const nowhere = "http://127.0.0.1:9";
  const upstreams = { anthropic: upstream.origin, openai: nowhere, gemini: nowhere, chatgpt: nowhere };
  const log = createLog("error", { write() {} });
  const running = await startAperture({ ...base, port: 0, apiPort: 0, upstreams }, { log });
  const token = readFileSync(join(home, "token"), "utf8").trim();
  const origin = `http://127.0.0.1:${running.ports.api}`;
  const client = new ApertureClient({ baseUrl: origin, token: () => token });
  await client.registerRun({ label: "attacked", project: world.project, agent: "agent" });
  const agent = new CachedConversation(running.ports.proxy, "attacked");
  let turns = 0;
  let installed = 0;
  let seen = 0;
  /** Turns in which the vault did its work. */
  let vaulted = new Set<string>();

  const say = async (): Promise<string> => {
    turns++;
    const status = await agent.say(`${turns}: ${said} ${canaries.block}`);
    return status === 200 ? upstream.last().text : `refused: ${status}`;
  };
  await say();
  const block = await eventually(
    async () => (await client.blocks({ role: "tool_result" })).blocks[0],
    "it is recorded",
  );
  await client.control.edit({ ids: [block.id], content: EDITED, apply: "now" });
  for (const { manifest, entry } of [vault, goodModule]) await install(manifest, entry);
  await client.plugins.setSecret("vault", "VAULT_KEY", canaries.secret);
  await say();

  function install(manifest: Parameters<typeof writePlugin>[1], entry: string | Uint8Array): Promise<PluginInfo> {
    const path = writePlugin(join(home, "sources"), manifest, "");
    writeFileSync(join(path, manifest.entry ?? "plugin.js"), entry);
    return client.plugins.install({ path, grant: "all" });
  }

  /** What plugins told since the last time, and whatever bears the name of an event of the engine's that nothing here causes. */
  async function newEvents(): Promise<readonly { plugin: string; name: string; data: unknown }[]> {
    const found: Event[] = [];
    let last = 0;
    for await (const event of client.events({ since: seen })) {
      if (event.type === "hello") last = event.last;
      else found.push(event);
      if ((found.at(-1)?.seq ?? 0) >= last) break;
    }
    seen = last;
    return found.flatMap((event) => {
      const { type, data } = event as { type: string; data: unknown };
      if (event.type === "plugin-event") return [{ plugin: event.data.plugin, name: event.data.name, data }];
      return type === "block-removed" ? [{ plugin: "", name: type, data }] : [];
    });
  }

  /** What the user sees of a call that is no stage. */
  async function task(
    id: string,
    { via }: Attack,
  ): Promise<{ said: string; shown: string; broke: boolean; tookMs: number }> {
    const started = performance.now();
    const done = (told: string, shown: string, broke = false) => ({
      said: told,
      shown,
      broke,
      tookMs: performance.now() - started,
    });
    try {
      if (via === "action") return done(textOf((await client.plugins.action(id, "run")).result), "");
      if (via === "panel") return done("", JSON.stringify((await client.plugins.panel(id)).panel));
      if (via !== "serve") return done("", "");
      const served = await fetch(`${origin}/api/v1/plugins/${id}/http/`);
      const body = await served.text();
      return done("", JSON.stringify({ headers: [...served.headers], body }), served.status === 500);
    } catch (error) {
      const problem = ApiError.is(error) ? error.problem : undefined;
      return done(String(error), "", problem === undefined || problem.code === "internal");
    }
  }

  /** Whatever was done to others. */
  async function troublesOf(sent: string): Promise<string[]> {
    const troubles: string[] = [];
    const expect = (holds: boolean, trouble: string): void => {
      if (!holds) troubles.push(trouble);
    };
    expect(sent.includes(EDITED), "the user's change is not in the request");
    expect(sent.includes("Read the files one by one."), "a message is not in the request");
    expect(sent.includes(`${turns}: const answer = vaulted(1)`), "what a good plugin did is not in the request");
    // What it did once stays; what it missed once, of a prompt that is cached by now, waits until it is free.
    const done = new Set(sent.match(/\d+(?=: const answer = vaulted)/g));
    expect(vaulted.isSubsetOf(done), "earlier changes of a good plugin are not in the request");
    vaulted = done;
    const { result } = await client.plugins.action("vault", "open");
    expect(
      JSON.stringify(result) === JSON.stringify({ stored: canaries.stored, units: canaries.secret.length }),
      `the vault says ${JSON.stringify(result)}`,
    );
    const module = await client.plugins.info("good-module");
    expect(module.state === "running", `the good module is ${module.state}: ${module.trouble}`);
    return troubles;
  }

  return {
    async round(attacks) {
      await newEvents();
      const before = { connections: connections(), files: readdirSync(world.made).length };
      const ids = attacks.map(() => `hostile-${++installed}`);
      const starts = await Promise.all(
        attacks.map(async ({ runtime, permissions, deadlineMs, entry }, at) => {
          const name = ids[at]!;
          const stages = [{ at: "after_zone" as const, deadlineMs }];
          const manifest = {
            name,
            runtime,
            entry: runtime === "js" ? "plugin.js" : "plugin.wasm",
            stages,
            permissions,
          };
          return install(manifest, entry(world)).then(
            () => "",
            (error: unknown) => String(error),
          );
        }),
      );
      const watch = watchLag();
      const tasks = Promise.all(attacks.map((attack, at) => task(ids[at]!, attack)));
      await Promise.race([tasks, sleep(BEFORE_REQUEST_MS)]);
      const budgetMs = attacks.reduce((sum, { deadlineMs }) => sum + deadlineMs, 2 * GOOD_MS);
      const started = performance.now();
      const sent = await say();
      const tookMs = performance.now() - started;
      const lag = watch.stop();
      const logs = await Promise.all(ids.map((id) => client.plugins.logs(id, 1_000).catch(() => ({ lines: [] }))));
      // Calls of those that never answer end with their plugins.
      await Promise.all(ids.map((id) => client.plugins.remove(id, { purge: true, apply: "now" }).catch(() => {})));
      const answers = await tasks;
      const events = await newEvents();
      // One more try: on a machine with other work a good plugin, too, may not get its turn in time.
      const first = await say();
      let next = first;
      let troubles = await troublesOf(next);
      if (troubles.length > 0) {
        next = await say();
        troubles = await troublesOf(next);
      }
      const files = readdirSync(world.made).length === before.files ? [] : ["a file was made"];
      const damage = [...realmDamage(), ...files];
      const observed = attacks.map(({ via }, at): Observed => {
        const answer = answers[at]!;
        const lines = logs[at]!.lines;
        const id = ids[at]!;
        return {
          said: [starts[at], answer.said, ...lines.map(({ message }) => message)].join("\n"),
          shown: answer.shown,
          sent: sent + first + next,
          damage: answer.broke ? [...damage, "the host's own error"] : damage,
          lateMs: Math.max(0, answer.tookMs - taskMs[via], tookMs - budgetMs),
          reached: connections() - before.connections,
          lines: lines.length,
          events: events.filter(({ plugin, name }) => plugin === id || !name.startsWith("hostile-")),
        };
      });
      return { observed, tookMs, budgetMs, lag, troubles };
    },
    async quietMs() {
      const started = performance.now();
      await say();
      return performance.now() - started;
    },
    async close() {
      await running.stop(0);
      await upstream.close();
      delete process.env.APERTURE_TEST_CANARY;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
