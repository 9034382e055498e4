import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaults } from "@aperture/aperture/config/defaults";
import { type Running, startAperture } from "@aperture/aperture/main";
import { openStore } from "@aperture/aperture/store/open-store";
import { ApertureClient } from "@aperture/sdk";
import { pino } from "pino";
import { eventually } from "../eventually.ts";
import { LiveAgent, startLiveUpstream } from "./live-agent.ts";
import { type ToldPlugin, type ToldRuntime, tellable, toldPlugin } from "./told-plugins.ts";

export const runtimes = Object.keys(tellable) as ToldRuntime[];

/** The whole program in this process, two agents that speak without pause, a plugin of each runtime to be told things, and one that nobody touches. */
export interface LiveWorld {
  readonly running: Running;
  readonly client: ApertureClient;
  readonly agents: readonly LiveAgent[];
  /** One more, that speaks when it is told to; it ends with the others. */
  newAgent(name: string): LiveAgent;
  readonly told: Readonly<Record<ToldRuntime, ToldPlugin>>;
  readonly steady: readonly ToldPlugin[];
  /** Project folder of all sessions. */
  readonly project: string;
  /** Settings of a plugin that is to do this. */
  config(what: string): Record<string, string>;
  /** Subscribers of the event log. */
  subscribers(): number;
  /** Events in the lives of plugins, how often each: `started`, `crashed` … */
  readonly happened: ReadonlyMap<string, number>;
  /** Requests that plugins sent by themselves. */
  fetched(): number;
  /** Folders of versions below `<home>/plugins`, as `<id>/<version>`. */
  kept(): string[];
  /** Waits until each agent was answered once more; throws what went wrong with any request so far. */
  goesOn(): Promise<void>;
  stopAgents(): Promise<void>;
  /** Ends everything, once. */
  stop(): Promise<void>;
  /** Its folders: system watches that were left would go with them. */
  remove(): void;
}

export async function startLiveWorld(): Promise<LiveWorld> {
  const work = mkdtempSync(join(tmpdir(), "aperture-life-live-"));
  const home = join(work, "home");
  const project = join(work, "project");
  const upstream = await startLiveUpstream();
  let fetched = 0;
  const service = createServer((_request, answer) => {
    fetched++;
    answer.end("fine");
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  const net = `127.0.0.1:${(service.address() as AddressInfo).port}`;

  let subscribers = 0;
  const happened = new Map<string, number>();
  const upstreams = { ...defaults.upstreams, anthropic: upstream.origin };
  const running = await startAperture(
    { ...defaults, home, port: 0, apiPort: 0, upstreams, logLevel: "silent" },
    {
      log: pino({ level: "silent" }),
      openStore(options) {
        const store = openStore(options);
        const { subscribe } = store.events;
        subscribe(({ type, data }) => {
          if (type === "plugin-changed") happened.set(data.what, (happened.get(data.what) ?? 0) + 1);
        });
        const counted: typeof subscribe = (listener) => {
          const end = subscribe(listener);
          let isOver = false;
          subscribers++;
          return () => {
            if (!isOver) subscribers--;
            isOver = true;
            end();
          };
        };
        return Object.assign(store, { events: Object.assign(store.events, { subscribe: counted }) });
      },
    },
  );
  const token = readFileSync(join(home, "token"), "utf8").trim();
  const client = new ApertureClient({ baseUrl: `http://127.0.0.1:${running.ports.api}`, token: () => token });
  const newAgent = (name: string): LiveAgent =>
    new LiveAgent({ name, port: running.ports.proxy, upstream, client, project });
  const agents = ["one", "two"].map(newAgent);
  const of = (runtime: ToldRuntime) => toldPlugin(work, runtime, { net });
  // What others do must never be too much for it: its deadline is far away.
  const steady = runtimes.map((runtime) =>
    toldPlugin(work, runtime, { id: `steady-${runtime}`, net, deadlineMs: 1_000 }),
  );

  for (const runtime of runtimes)
    for (const id of [`told-${runtime}`, `steady-${runtime}`])
      mkdirSync(join(project, id, "parts"), { recursive: true });

  const failures = (): string => agents.flatMap((agent) => agent.failures).join("\n");
  const stopAgents = async (): Promise<void> => {
    await Promise.all(agents.map((agent) => agent.stop()));
  };
  async function stop(): Promise<void> {
    await stopAgents();
    await running.stop(1_000);
    await upstream.close();
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
  }
  let stopped: Promise<void> | undefined;
  return {
    ...{ running, client, agents, steady, project, happened },
    told: { js: of("js"), wasm: of("wasm"), native: of("native") },
    config: (what) => ({ do: what, project, url: `http://${net}/` }),
    newAgent(name) {
      const agent = newAgent(name);
      agents.push(agent);
      return agent;
    },
    subscribers: () => subscribers,
    fetched: () => fetched,
    kept: () => {
      const plugins = join(home, "plugins");
      return readdirSync(plugins).flatMap((id) => readdirSync(join(plugins, id)).map((version) => `${id}/${version}`));
    },
    async goesOn() {
      const before = agents.map(({ calls }) => calls);
      // One that began before was under way; the next one has seen what is now.
      const isOn = () => failures() !== "" || agents.every(({ calls }, at) => calls >= before[at]! + 2);
      await eventually(() => isOn() || undefined, "each agent's next answer", 60_000);
      if (failures() !== "") throw new Error(failures());
    },
    stopAgents,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}
