import { PluginManifest, PluginPermissions, type RequestFacts } from "@aperture/sdk";
import type { Json } from "../../packages/host/src/border/calls.ts";
import type {
  CapabilityCall,
  CreateRunner,
  GuestHandlers,
  GuestLimits,
  LoadedPlugin,
  Runner,
} from "../../packages/host/src/border/runner.ts";

/** A runtime as the suite drives it. */
export interface RuntimeUnderTest {
  readonly name: PluginManifest["runtime"];
  readonly makeRunner: CreateRunner;
  /** The conformance guest in this runtime's language. `entry` is the file's name in the folder. */
  readonly guest: Pick<LoadedPlugin, "folder" | "entry" | "integrity"> & { readonly file: string };
  /** It can end a guest that does not end by itself; false only for what runs in-process. */
  readonly contains: boolean;
}

export interface GuestSettings {
  readonly permissions?: PluginPermissions;
  readonly stored?: ReadonlyMap<string, Json>;
  readonly capability?: CapabilityCall;
  readonly limits?: Partial<GuestLimits>;
}

export interface Guest {
  readonly runner: Runner;
  readonly handlers: GuestHandlers;
  /** `info hello` */
  readonly logs: string[];
  readonly used: string[];
  readonly gone: Error[];
  readonly asked: (readonly [capability: string, input: Json])[];
}

export const everything: PluginPermissions = PluginPermissions.parse({
  blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
  staging: true,
  notes: true,
  request: ["model", "sampling"],
  events: { emit: ["found"], on: ["turn-recorded"] },
  storage: "64kb",
  schedule: "1s",
  panel: true,
});

export const request: RequestFacts = {
  session: "session-1",
  lane: "lane-1",
  laneKind: "main",
  agent: "test",
  project: null,
  dialect: "anthropic",
  model: "model-1",
  turn: 5,
  now: 1_700_000_000_000,
  tokens: 1_000,
  limit: null,
  cold: true,
  mode: "manual",
  sampling: { temperature: null, maxOutputTokens: null, stream: true, tools: false },
  prices: null,
  lastUsage: null,
};

const limits: GuestLimits = {
  memory: 16 * 1024 * 1024,
  stack: 256 * 1024,
  startMs: 10_000,
  taskMs: 5_000,
  output: 4 * 1024 * 1024,
  logLines: 100,
};

/** The conformance guest, told by its settings what to do in `after_zone`. */
export async function startGuest(runtime: RuntimeUnderTest, what: string, settings: GuestSettings): Promise<Guest> {
  const { permissions = everything, stored = new Map(), capability = async () => ({}) } = settings;
  const logs: string[] = [];
  const used: string[] = [];
  const gone: Error[] = [];
  const asked: (readonly [string, Json])[] = [];
  const { file, ...read } = runtime.guest;
  const runner = runtime.makeRunner({
    plugin: {
      ...read,
      id: "guest",
      manifest: PluginManifest.parse({
        name: "guest",
        version: "1.0.0",
        apiVersion: 1,
        runtime: runtime.name,
        entry: file,
        stages: [{ at: "before_parse" }, { at: "after_zone" }, { at: "before_emit", onError: "block" }],
        permissions: everything,
      }),
    },
    permissions,
    config: { do: what },
    limits: { ...limits, ...settings.limits },
    stored,
    capability: (name, input) => {
      asked.push([name, input]);
      return capability(name, input);
    },
    used: (name) => used.push(name),
    log: (level, message) => logs.push(`${level} ${message}`),
    gone: (error) => gone.push(error),
    now: () => 1_700_000_000_000,
  });
  const handlers = await runner.start();
  return { runner, handlers, logs, used, gone, asked };
}
