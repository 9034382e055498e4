import { runHook } from "../plugin/guest/guest.ts";
import type { Json } from "../plugin/json.ts";
import type { PluginManifest } from "../plugin/manifest.ts";
import type { PatchItem } from "../plugin/patch.ts";
import { createPlainPort } from "../plugin/port/plain-port.ts";
import { bytesOf } from "../plugin/quantities.ts";
import type { RequestFacts } from "../plugin/request-facts.ts";
import { expandPatch } from "./expand-patch.ts";
import { laneOf } from "./lane-of.ts";
import type { TestBlock } from "./test-block.ts";

export interface StageTry {
  readonly plugin: object;
  readonly manifest: PluginManifest;
  readonly hook: string;
  readonly config: object;
  readonly blocks: readonly TestBlock[];
  readonly request: RequestFacts;
  readonly stored: ReadonlyMap<string, Json>;
}

export interface Tried {
  readonly patch: readonly PatchItem[];
  readonly stored: ReadonlyMap<string, Json>;
  /** `warn: what it said` */
  readonly logs: readonly string[];
  /** Milliseconds of the plugin's own. */
  readonly ms: number;
}

/** Calls a stage once, over the very library that the sandboxes use. Throws what it throws. */
export function callStage({ plugin, manifest, hook, config, blocks, request, stored }: StageTry): Tried {
  const logs: string[] = [];
  const { permissions } = manifest;
  const port = createPlainPort({
    manifest: JSON.stringify(manifest),
    stored,
    quota: () => (permissions.storage === undefined ? null : bytesOf(permissions.storage)),
    ask: () => Promise.reject(new Error("a stage asks nothing: what takes time belongs into a task")),
    log: (level, message) => void logs.push(`${level}: ${message}`),
  });
  port.begin(laneOf(hook === "before_parse" ? [] : blocks, permissions, request.turn), request.turn);
  const began = performance.now();
  runHook(plugin, hook, port, JSON.stringify(request), JSON.stringify(config));
  const ms = performance.now() - began;
  const outcome = port.end();
  return { patch: expandPatch(outcome), stored: withWritten(stored, outcome.written), logs, ms };
}

/** What is kept after a call. */
export function withWritten(
  stored: ReadonlyMap<string, Json>,
  written: ReadonlyMap<string, Json>,
): ReadonlyMap<string, Json> {
  return new Map([...stored, ...written].filter(([key]) => written.get(key) !== null));
}
