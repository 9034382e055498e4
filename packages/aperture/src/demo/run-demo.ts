import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../config/load-config.ts";
import { createLog } from "../daemon/create-log.ts";
import type { ServeOptions } from "../daemon/serve.ts";
import { conversation } from "./conversation.ts";
import { playDemo } from "./play-demo.ts";
import { startScriptedUpstream } from "./scripted-upstream.ts";

export interface DemoOptions {
  /** 1 plays for about 80 seconds. */
  speed: number;
  /** Ends the demo: Ctrl-C in the CLI. */
  signal: AbortSignal;
  out: { write(text: string): unknown };
  /** Ports of the proxy and of the page; default 5400 and 5401, 0 takes free ones. */
  port?: number;
  apiPort?: number;
  /** Where the records are kept; default: a folder that is removed at the end. */
  home?: string;
  /** Told where the page is once both ports are open. */
  ready?: (ports: { proxy: number; api: number }) => void;
}

/**
 * A scripted model, an Aperture of its own on a temporary home, and the conversation between them. Stays up after the last
 * turn until `signal` is aborted, then resolves and leaves nothing behind. Throws `port_in_use` like `start`.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { speed, signal, out } = options;
  const home = options.home ?? mkdtempSync(join(tmpdir(), "aperture-demo-"));
  const upstream = await startScriptedUpstream({ script: conversation, speed });
  const ended = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  if (signal.aborted) ended.resolve();
  try {
    // The environment's own upstreams and ports must not leak into the demo: it talks to nobody but its script.
    const base = loadConfig({ home, env: {} });
    const config = {
      ...base,
      port: options.port ?? base.port,
      apiPort: options.apiPort ?? base.apiPort,
      upstreams: { ...base.upstreams, anthropic: upstream.origin },
      logLevel: "silent" as const,
    };
    const start: ServeOptions["start"] = (await import("../main.ts")).startAperture;
    const log = createLog(config.logLevel, { write: () => undefined });
    const running = await start(config, { log, onShutdown: () => ended.resolve() });
    try {
      options.ready?.(running.ports);
      out.write(`The page: http://127.0.0.1:${running.ports.api}\n\n`);
      await tellStory({ proxyPort: running.ports.proxy, speed, signal, out }, ended.promise);
    } finally {
      await running.stop(0);
    }
  } finally {
    await upstream.close();
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  }
}

async function tellStory(options: Parameters<typeof playDemo>[0], ended: Promise<void>): Promise<void> {
  try {
    await Promise.race([playDemo(options), ended]);
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
  if (!options.signal.aborted)
    options.out.write("\nThat was the conversation. The page stays up; Ctrl-C ends the demo.\n");
  await ended;
}
