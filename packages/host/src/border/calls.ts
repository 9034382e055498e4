import type { FinishedAnswer, Patch, PluginHook, PluginPermissions, RequestFacts } from "@aperture/sdk";
import type { Json } from "@aperture/sdk/plugin/json";
import type { BlockFacts } from "./block-facts.ts";

export type { FinishedAnswer, Json, RequestFacts };

/** A stage that is to be run in a slot of the pipeline. */
export interface StageCall {
  readonly hook: Exclude<PluginHook, "on_response">;
  /** Which lane's replica the call goes on from. */
  readonly lane: number;
  readonly request: RequestFacts;
  /** In prompt order; none before `parse`. */
  readonly blocks: readonly BlockFacts[];
  /** Milliseconds of guest time. */
  readonly deadlineMs: number;
  /** What it may do in this request's project, where the user narrowed it there; absent: what the runner was configured with. */
  readonly permissions?: PluginPermissions;
}

export interface StageReply {
  readonly patch: Patch;
  /** Guest time, ms. */
  readonly guestMs: number;
}

/** Work outside of the request's way: promises allowed. */
export type TaskCall = {
  readonly deadlineMs: number;
} & (
  | { readonly kind: "event"; readonly type: string; readonly data: Json }
  | { readonly kind: "response"; readonly request: RequestFacts; readonly answer: Json }
  | { readonly kind: "schedule" }
  | { readonly kind: "action"; readonly name: string; readonly input: Json }
  | { readonly kind: "panel" }
  | { readonly kind: "serve"; readonly request: Json }
);
