import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { processIdentity } from "./process-identity.ts";
import { type RunFile, removeRunFile, writeRunFile } from "./run-file.ts";

/** What the composition root gives back; `main.ts` builds one. */
export interface Running {
  readonly ports: { readonly proxy: number; readonly api: number };
  /** Takes no new requests, lets running ones finish for up to `graceMs`, then closes everything. */
  stop(graceMs: number): Promise<void>;
}

export interface ServeOptions {
  config: Config;
  log: Logger;
  /** `onShutdown` is called when the API was asked to stop. */
  start: (config: Config, parts: { log: Logger; onShutdown: () => void }) => Promise<Running>;
  /** Told once both ports are open. */
  ready: (run: RunFile) => Promise<void> | void;
  /** ms that requests in flight get. An answer with long thinking may take longer; a second signal ends the wait. */
  grace?: number;
  signals?: Pick<NodeJS.Process, "on" | "off">;
}

const stopSignals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

export interface Served {
  /** The signal, or that the API was asked to. */
  readonly reason: string;
  /** False when a second signal ended the wait: connections may still be open then. */
  readonly drained: boolean;
}

/** Runs until a signal or the API says stop, then drains. A second signal ends the wait. Throws what `start` throws. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { config, log, start, ready, grace = 30_000, signals = process } = options;
  const stop = Promise.withResolvers<string>();
  const hurry = Promise.withResolvers<void>();
  let asked = false;
  const ask = (reason: string) => {
    if (asked) hurry.resolve();
    asked = true;
    stop.resolve(reason);
  };
  const handlers = stopSignals.map((signal) => [signal, () => ask(signal)] as const);
  for (const [signal, handler] of handlers) signals.on(signal, handler);
  try {
    const running = await start(config, { log, onShutdown: () => stop.resolve("the API was asked to") });
    const run: RunFile = {
      pid: process.pid,
      identity: (await processIdentity(process.pid)) ?? null,
      ports: { ...running.ports },
      startedAt: new Date().toISOString(),
      state: "running",
    };
    writeRunFile(config.home, run);
    log.info({ ports: run.ports, home: config.home }, "started");
    await ready(run);
    const reason = await stop.promise;
    // Before the listeners close: whoever supervises an agent must see that this end is wanted.
    writeRunFile(config.home, { ...run, state: "stopping" });
    log.info({ reason }, "stopping");
    const drained = await Promise.race([running.stop(grace).then(() => true), hurry.promise.then(() => false)]);
    log.info({ drained }, "stopped");
    return { reason, drained };
  } finally {
    removeRunFile(config.home, process.pid);
    for (const [signal, handler] of handlers) signals.off(signal, handler);
  }
}
