import { callStage, type Tried } from "../../testing-kit/call-stage.ts";
import { requestFor } from "../../testing-kit/request-for.ts";
import { block, type TestBlock } from "../../testing-kit/test-block.ts";
import type { BlockList } from "../guest/block-list.ts";
import type { StageContext } from "../guest/stage-context.ts";
import type { Json } from "../json.ts";
import { PluginManifest } from "../manifest.ts";

export interface Around {
  readonly blocks?: readonly TestBlock[];
  readonly permissions?: object;
  readonly hook?: string;
  readonly onError?: "passthrough" | "block";
  readonly config?: object;
  readonly stored?: Readonly<Record<string, Json>>;
}

/** Everything a stage may be given. */
export const everything = {
  blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
  staging: true,
  notes: true,
  request: ["model", "sampling"],
  events: { emit: ["seen"] },
  storage: "1kb",
};

/** A manifest with these permissions and one stage. */
export const manifestWith = (permissions: object, hook = "after_zone", onError = "passthrough"): PluginManifest =>
  PluginManifest.parse({
    name: "tried",
    version: "1.0.0",
    apiVersion: 1,
    runtime: "js",
    entry: "plugin.js",
    stages: [{ at: hook, onError }],
    permissions,
  });

/** Runs a handler as a stage; without `blocks`: on one. Untyped on purpose: what types forbid must be refused at run time too. */
export function inStage(handler: (blocks: BlockList, ctx: StageContext) => unknown, around: Around = {}): Tried {
  const { permissions = everything, hook = "after_zone", onError, config = {}, stored = {} } = around;
  const blocks = (around.blocks ?? [block({})]).map((each, place) => ({ ...each, n: each.n || place + 1 }));
  return callStage({
    plugin: { stages: { [hook]: handler } },
    manifest: manifestWith(permissions, hook, onError),
    hook,
    config,
    blocks,
    request: requestFor(blocks),
    stored: new Map(Object.entries(stored)),
  });
}
