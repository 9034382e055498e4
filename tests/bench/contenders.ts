import { Agent } from "node:http";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { type Peer, startPeer } from "./processes.ts";

export const contenderNames = ["direct", "pass-through", "parse+stringify", "aperture"] as const;
export type ContenderName = (typeof contenderNames)[number];

/** Where the load client sends for one contender; each has connections of its own. */
export interface Contender {
  readonly name: ContenderName;
  readonly port: number;
  readonly agent: Agent;
}

export interface Field {
  readonly contenders: readonly Contender[];
  /** Pid of Aperture, where it takes part. */
  readonly aperturePid: number | null;
  /** `http://127.0.0.1:<port>` of Aperture's API. */
  readonly api: string | null;
  stop(): Promise<void>;
}

/** Upstream, proxies, Aperture and a connected page, each in a process of its own. */
export async function startField(options: { aperture: boolean; profile: string | null }): Promise<Field> {
  const peers: Peer[] = [];
  const start = async (name: string, port: number) => {
    const peer = await startPeer(name, port ? [String(port)] : []);
    peers.unshift(peer);
    return peer;
  };
  const upstream = await start("upstream", 0);
  const ports = new Map<ContenderName, number>([["direct", upstream.port]]);
  ports.set("pass-through", (await start("pass-through", upstream.port)).port);
  ports.set("parse+stringify", (await start("parse-stringify", upstream.port)).port);
  const daemon = options.aperture ? await startAperture(upstream.port, options.profile) : null;
  if (daemon) {
    ports.set("aperture", daemon.proxyPort);
    await start("page", daemon.apiPort);
  }
  const contenders = [...ports].map(([name, port]) => ({ name, port, agent: keepAlive() }));
  return {
    contenders,
    aperturePid: daemon?.pid ?? null,
    api: daemon?.api ?? null,
    async stop() {
      for (const contender of contenders) contender.agent.destroy();
      for (const peer of peers) await peer.stop();
      await daemon?.stop();
    },
  };
}

const keepAlive = () => new Agent({ keepAlive: true, maxSockets: 64 });

const startAperture = (upstream: number, profile: string | null): Promise<Daemon> =>
  startDaemon({
    upstreams: { anthropic: `http://127.0.0.1:${upstream}` },
    execArgv: profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [],
  });
