import type { PluginManifest, PluginPermissions } from "@aperture/sdk";
import type { Json, StageCall, StageReply, TaskCall } from "./calls.ts";

/** A plugin as it was read from its folder. */
export interface LoadedPlugin {
  readonly id: string;
  readonly manifest: PluginManifest;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** The entry's bytes, and their sha512 in base64: what is checked is what is run. */
  readonly entry: Uint8Array;
  readonly integrity: string;
}

/** How much a guest may use. */
export interface GuestLimits {
  /** Bytes of the guest's own memory, enforced by a WebAssembly.Memory maximum. */
  readonly memory: number;
  /** Bytes of guest stack. */
  readonly stack: number;
  /** Milliseconds to be loaded and started, and for a background task. */
  readonly startMs: number;
  readonly taskMs: number;
  /** Bytes of a patch or an answer, as JSON. */
  readonly output: number;
  /** Lines and bytes of log a call may write; more is dropped and counted. */
  readonly logLines: number;
}

/** What a guest asks of the host; checked against its permissions there, whatever the guest's side checked. Rejects with `PluginError`. */
export type CapabilityCall = (capability: string, input: Json) => Promise<Json>;

export interface RunnerOptions {
  readonly plugin: LoadedPlugin;
  /** What the user granted: never more than the manifest asks for. */
  readonly permissions: PluginPermissions;
  readonly config: Json;
  readonly limits: GuestLimits;
  /** Its key-value store as it is now: kept as a copy beside the guest, so that a read costs no crossing. */
  readonly stored: ReadonlyMap<string, Json>;
  readonly capability: CapabilityCall;
  /** A capability was used: recorded beside what was declared. */
  readonly used: (capability: string) => void;
  readonly log: (level: "debug" | "info" | "warn" | "error", message: string) => void;
  /** It ended by itself, or had to be ended: nothing runs any more. Called once. */
  readonly gone: (error: Error) => void;
  /** Epoch ms. */
  readonly now: () => number;
}

/** What a guest says it handles: held against its manifest by `plugin check` and `doctor`. */
export interface GuestHandlers {
  /** Hooks of stages. */
  readonly stages: readonly string[];
  readonly events: readonly string[];
  readonly actions: readonly string[];
  readonly schedule: boolean;
  readonly panel: boolean;
  readonly serve: boolean;
}

/**
 * One running plugin. Three make them: `sandbox` (js), `wasm`, `native`; one conformance suite holds for all. Every call ends: within its
 * deadline of guest time, or rejects with `plugin_timeout`, `plugin_failed`, `plugin_out_of_memory`, `plugin_bad_answer`; after `gone` with `plugin_gone`.
 */
export interface Runner {
  start(): Promise<GuestHandlers>;
  stage(call: StageCall): Promise<StageReply>;
  task(call: TaskCall): Promise<Json>;
  /** Settings, or what the user grants, changed; takes effect with the next call. */
  configure(config: Json, permissions: PluginPermissions): void;
  /** The lane is over: its replica is dropped. */
  forget(lane: number): void;
  /** Bytes the guest holds now, as far as can be told. */
  memory(): number;
  /** Tells it to clean up; kills it behind `graceMs`. Never rejects. */
  dispose(graceMs: number): Promise<void>;
}

export type CreateRunner = (options: RunnerOptions) => Runner;
