import type { ApertureClient, Event, PluginInfo } from "@aperture/sdk";
import { type Built, buildPlugin } from "../build/build-plugin.ts";
import type { Environment } from "../build/compilers.ts";
import { describeTurn, readTurnEffect } from "./describe-turn.ts";
import { type LinkedPlugin, linkPlugin } from "./linked-plugin.ts";
import { tellLog } from "./tell-log.ts";
import { watchSources } from "./watch-sources.ts";

export interface DevOptions {
  readonly folder: string;
  readonly env: Environment;
  readonly client: ApertureClient;
  /** What happens, as a value and as people read it. */
  readonly tell: (value: { readonly kind: string; readonly [key: string]: unknown }, text: string) => void;
  /** Ends it; the plugin is taken out again. */
  readonly signal: AbortSignal;
}

/**
 * A plugin in a running Aperture while it is written: built and reloaded at every save, the last good one kept while a build fails; what
 * it says, uses and does to each request is told. The first build must succeed. Resolves when it has ended.
 */
export async function runDev({ folder, env, client, tell, signal }: DevOptions): Promise<void> {
  const first = await timed(() => buildPlugin(folder, env));
  const id = first.value.project.manifest.name;
  const linked = await linkPlugin(client.plugins, first.value.project);
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const watching = watchSources(first.value.project.folder, () => rebuild());
  try {
    tell({ kind: "linked", plugin: id, ms: first.ms }, `${id} runs (built in ${first.ms} ms); ${stateOf(linked.info)}`);
    await watching.ready;
    tell({ kind: "watching", folder: first.value.project.folder }, "Waiting for changes; Ctrl-C ends it");
    await Promise.race([
      tellEvents(client, id, tell, stop),
      tellLog(client.plugins, id, tell, stop),
      new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve(), { once: true })),
    ]);
  } finally {
    ended.abort();
    await watching.close();
    await linked.unlink();
    tell({ kind: "unlinked", plugin: id }, `${id} was taken out again`);
  }

  async function rebuild(): Promise<void> {
    try {
      const { value, ms } = await timed(() => reload(folder, env, linked));
      tell({ kind: "reloaded", plugin: id, ms, bytes: value.bytes }, `reloaded in ${ms} ms`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      tell({ kind: "failed", plugin: id, message }, `${message}\nThe last good build goes on running`);
    }
  }
}

async function reload(folder: string, env: Environment, linked: LinkedPlugin): Promise<Built> {
  const built = await buildPlugin(folder, env);
  await linked.reload(built.project);
  return built;
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: Math.round(performance.now() - started) };
}

const stateOf = ({ state, trouble }: PluginInfo): string => (trouble ? `${state}: ${trouble}` : state);

/** Requests as they end, failures, and what the plugin emits. Ends when Aperture does. */
async function tellEvents(
  client: ApertureClient,
  id: string,
  tell: DevOptions["tell"],
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of client.events({ since: await lastEvent(client, signal), signal }))
      if (event.type !== "hello") await tellEvent(client, id, event, tell);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Where the log ends now: only what comes is told. */
async function lastEvent(client: ApertureClient, signal: AbortSignal): Promise<number> {
  for await (const hello of client.events({ since: Number.MAX_SAFE_INTEGER, signal }))
    return hello.type === "hello" ? hello.last : hello.seq;
  return 0;
}

async function tellEvent(client: ApertureClient, id: string, event: Event, tell: DevOptions["tell"]): Promise<void> {
  switch (event.type) {
    case "turn-recorded": {
      const effect = await readTurnEffect(client.control, id, event.data.turnId);
      if (effect) tell({ kind: "turn", ...effect }, describeTurn(effect));
      return;
    }
    case "plugin-failed":
      if (event.data.plugin === id)
        tell(
          { kind: "strike", ...event.data },
          // What fails beside requests is no strike.
          `${event.data.stage}: ${event.data.message}${event.data.strikes > 0 ? ` (${event.data.strikes} of 3)` : ""}`,
        );
      return;
    case "plugin-quarantined":
      if (event.data.plugin === id)
        tell(
          { kind: "quarantined", ...event.data },
          `quarantined: ${event.data.reason}; the next save starts it again`,
        );
      return;
    case "plugin-event":
      if (event.data.plugin === id)
        tell({ kind: "event", ...event.data }, `event ${event.data.name} ${JSON.stringify(event.data.data)}`);
  }
}
