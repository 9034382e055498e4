import { PluginManifest, type PluginPermissions } from "@aperture/sdk";
import type { BlockFacts } from "../../border/block-facts.ts";
import type { Json, RequestFacts, StageCall } from "../../border/calls.ts";
import type { GuestLimits, Runner, RunnerOptions } from "../../border/runner.ts";
import type { WasmRunners } from "../create-wasm-runners.ts";

export const request: RequestFacts = {
  session: "session-1",
  lane: "lane-1",
  laneKind: "main",
  agent: "test",
  project: null,
  dialect: "anthropic",
  model: "model-1",
  turn: 1,
  now: 1_700_000_000_000,
  tokens: 1_000,
  limit: null,
  cold: true,
  mode: "manual",
  sampling: { temperature: null, maxOutputTokens: null, stream: true, tools: false },
  prices: null,
  lastUsage: null,
};

export const stageCall = (blocks: readonly BlockFacts[], fields: Partial<StageCall> = {}): StageCall => ({
  hook: "after_zone",
  lane: 1,
  request,
  blocks,
  deadlineMs: 2_000,
  ...fields,
});

/** Everything granted that a manifest can ask of blocks. */
export const everything: PluginPermissions = {
  blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
  storage: "64kb",
};

export const limits: GuestLimits = {
  memory: 4 * 1024 * 1024,
  stack: 256 * 1024,
  startMs: 5_000,
  taskMs: 5_000,
  output: 4 * 1024 * 1024,
  logLines: 100,
};

export interface Started {
  readonly runner: Runner;
  readonly logs: string[];
  readonly used: string[];
  readonly gone: Error[];
  /** What it asked of the host. */
  readonly asked: { readonly capability: string; readonly input: Json }[];
}

export interface ModuleOptions extends Partial<Omit<RunnerOptions, "plugin" | "limits">> {
  readonly id?: string;
  readonly limits?: Partial<GuestLimits>;
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** A runner of these bytes, not yet started. */
export function moduleRunner(runners: WasmRunners, entry: Uint8Array, options: ModuleOptions = {}): Started {
  const logs: string[] = [];
  const used: string[] = [];
  const gone: Error[] = [];
  const asked: { capability: string; input: Json }[] = [];
  const { id = "tested", manifest, ...rest } = options;
  const runner = runners.create({
    permissions: everything,
    config: {},
    stored: new Map(),
    capability: async (capability, input) => {
      asked.push({ capability, input });
      return {};
    },
    used: (capability) => used.push(capability),
    log: (level, message) => logs.push(`${level} ${message}`),
    gone: (error) => gone.push(error),
    now: () => 1_700_000_000_000,
    ...rest,
    limits: { ...limits, ...options.limits },
    plugin: {
      id,
      manifest: PluginManifest.parse({
        name: id,
        version: "1.0.0",
        apiVersion: 1,
        runtime: "wasm",
        entry: "plugin.wasm",
        stages: [{ at: "after_zone" }],
        permissions: rest.permissions ?? everything,
        ...manifest,
      }),
      folder: "/nowhere",
      entry,
      integrity: "",
    },
  });
  return { runner, logs, used, gone, asked };
}

export async function startModule(
  runners: WasmRunners,
  entry: Uint8Array,
  options: ModuleOptions = {},
): Promise<Started> {
  const started = moduleRunner(runners, entry, options);
  await started.runner.start();
  return started;
}
