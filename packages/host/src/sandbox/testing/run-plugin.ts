import { PluginManifest, type PluginPermissions } from "@aperture/sdk";
import type { BlockFacts } from "../../border/block-facts.ts";
import type { Json, StageReply, TaskCall } from "../../border/calls.ts";
import type { CapabilityCall, GuestHandlers, GuestLimits, Runner, RunnerOptions } from "../../border/runner.ts";
import { facts } from "../../border/testing/facts.ts";
import { createSandboxRunner } from "../create-sandbox-runner.ts";
import { createSpareWorkers, type SpareWorkers } from "../spare-workers.ts";
import { request } from "./request.ts";

const MB = 1_048_576;
export const limits: GuestLimits = {
  memory: 24 * MB,
  stack: 256 * 1_024,
  startMs: 5_000,
  taskMs: 5_000,
  output: 4 * MB,
  logLines: 100,
};

/** Every permission that a plugin's code can use without the host's help. */
export const everything: PluginPermissions = PluginManifest.shape.permissions.parse({
  blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
  staging: true,
  notes: true,
  request: ["model", "sampling"],
  events: { emit: ["found"], on: ["turn-recorded"] },
  storage: "64kb",
  schedule: "1s",
  net: ["example.com"],
  serve: true,
  panel: true,
});

export interface Plugin {
  readonly runner: Runner;
  readonly handlers: GuestHandlers;
  /** Messages that it logged, what it used, and why it ended, as the host hears of them. */
  readonly logs: string[];
  readonly used: string[];
  readonly gone: Error[];
  stage(blocks?: readonly BlockFacts[], deadlineMs?: number): Promise<StageReply>;
  task(call: Omit<Extract<TaskCall, { kind: "action" }>, "kind" | "deadlineMs">, deadlineMs?: number): Promise<Json>;
}

interface PluginSettings {
  readonly permissions?: PluginPermissions;
  readonly config?: Json;
  readonly limits?: Partial<GuestLimits>;
  readonly stored?: ReadonlyMap<string, Json>;
  readonly capability?: CapabilityCall;
}

/** Options of a runner whose plugin is `source`: one module. */
export function optionsOf(
  source: string,
  settings: PluginSettings,
  into: Pick<Plugin, "logs" | "used" | "gone">,
): RunnerOptions {
  const permissions = settings.permissions ?? everything;
  return {
    plugin: {
      id: "guest",
      manifest: PluginManifest.parse({
        name: "guest",
        version: "1.0.0",
        apiVersion: 1,
        runtime: "js",
        entry: "index.js",
        stages: [{ at: "after_zone" }, { at: "before_emit", onError: "block" }],
        permissions,
      }),
      folder: "/nowhere",
      entry: new TextEncoder().encode(source),
      integrity: "",
    },
    permissions,
    config: settings.config ?? {},
    limits: { ...limits, ...settings.limits },
    stored: settings.stored ?? new Map(),
    capability: settings.capability ?? (async () => ({})),
    used: (capability) => into.used.push(capability),
    log: (level, message) => into.logs.push(`${level}: ${message}`),
    gone: (error) => into.gone.push(error),
    now: () => 1_700_000_000_000,
  };
}

/** Plugins of one test file: started on threads kept ready, and all ended by `close`. */
export function createPluginRig(): {
  readonly spares: SpareWorkers;
  /** `source`: one module. Rejects where it does not start. */
  start(source: string, settings?: PluginSettings): Promise<Plugin>;
  close(): Promise<void>;
} {
  const spares = createSpareWorkers({ size: 1 });
  const runners: Runner[] = [];
  return {
    spares,
    async start(source, settings = {}) {
      const told = { logs: [], used: [], gone: [] };
      const runner = createSandboxRunner(optionsOf(source, settings, told), { spares });
      runners.push(runner);
      const handlers = await runner.start();
      return {
        runner,
        handlers,
        ...told,
        stage: (blocks = [facts(1), facts(2)], deadlineMs = 5_000) =>
          runner.stage({ hook: "after_zone", lane: 1, request: request(), blocks, deadlineMs }),
        task: (call, deadlineMs = 2_000) => runner.task({ kind: "action", ...call, deadlineMs }),
      };
    },
    async close() {
      await Promise.all(runners.map((runner) => runner.dispose(0)));
      await spares.close();
    },
  };
}

/** A module whose stage `after_zone` is `body`, with `blocks` and `ctx`. */
export const stageOf = (body: string, before = ""): string =>
  `${before}\nexport default { stages: { after_zone(blocks, ctx) { ${body} } } };`;

/** A module whose action `run` is `body`, with `input` and `ctx`; promises allowed. */
export const actionOf = (body: string, before = ""): string =>
  `${before}\nexport default { actions: { async run(input, ctx) { ${body} } }, stages: { after_zone() {} } };`;
