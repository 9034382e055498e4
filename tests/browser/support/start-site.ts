import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../../../packages/aperture/src/config/config.ts";
import { loadConfig } from "../../../packages/aperture/src/config/load-config.ts";
import { createLog } from "../../../packages/aperture/src/daemon/create-log.ts";
import { conversation } from "../../../packages/aperture/src/demo/conversation.ts";
import { playDemo } from "../../../packages/aperture/src/demo/play-demo.ts";
import type { Script } from "../../../packages/aperture/src/demo/script.ts";
import { startScriptedUpstream } from "../../../packages/aperture/src/demo/scripted-upstream.ts";
import { type Running, startAperture } from "../../../packages/aperture/src/main.ts";
import { ApertureClient } from "../../../packages/sdk/src/client.ts";
import { type AnswerGate, startAnswerGate } from "./answer-gate.ts";

export interface Site {
  readonly page: string;
  readonly api: string;
  readonly proxy: string;
  readonly ports: Running["ports"];
  health(): ReturnType<Running["health"]>;
  /** The typed client with the token of the home: what the CLI may do. */
  readonly client: ApertureClient;
  /** Plays a script (default: the demo) through the proxy, as fast as it goes. */
  play(options?: { script?: Script; speed?: number; sessionId?: string }): Promise<void>;
  /** Keeps the model's answers back. */
  readonly gate: AnswerGate;
  /** How many requests reached the model. */
  upstreamRequests(): number;
  /** Stops Aperture alone and starts it again on the same home and ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The real Aperture with the demo's model behind it, on free ports and a home of its own. */
export async function startSite(
  options: { script?: Script; speed?: number; auth?: Config["auth"]; prepare?: (home: string) => void } = {},
): Promise<Site> {
  const { script = conversation, speed = 1_000, auth = "optional" } = options;
  const home = mkdtempSync(join(tmpdir(), "aperture-browser-"));
  options.prepare?.(home);
  const upstream = await startScriptedUpstream({ script, speed });
  const gate = await startAnswerGate(upstream.origin);
  const base = loadConfig({ home, env: {} });
  const upstreams = { ...base.upstreams, anthropic: gate.origin };
  const log = createLog("silent", { write: () => undefined });
  const start = (port: number, apiPort: number) =>
    startAperture({ ...base, auth, port, apiPort, upstreams, logLevel: "silent" }, { log });
  let running = await start(0, 0);
  const { ports } = running;
  const baseUrl = `http://127.0.0.1:${ports.api}`;
  const client = new ApertureClient({ baseUrl, token: () => readFileSync(join(home, "token"), "utf8").trim() });
  return {
    ports,
    client,
    page: `http://127.0.0.1:${ports.api}/`,
    api: `http://127.0.0.1:${ports.api}/api/v1`,
    proxy: `http://127.0.0.1:${ports.proxy}`,
    gate,
    health: () => running.health(),
    upstreamRequests: () => upstream.requests,
    play: (play = {}) =>
      playDemo({
        proxyPort: ports.proxy,
        speed: play.speed ?? 1_000,
        signal: AbortSignal.timeout(50_000),
        out: { write: () => undefined },
        script: play.script ?? script,
        ...(play.sessionId === undefined ? {} : { sessionId: play.sessionId }),
      }),
    restart: async () => {
      await running.stop(0);
      running = await start(ports.proxy, ports.api);
    },
    stop: async () => {
      await running.stop(0);
      await gate.stop();
      await upstream.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
