import type { DialectId, Patch, PluginHook, PluginPermissions } from "@aperture/sdk";
import type { BlockFacts } from "./block-facts.ts";

/** JSON as it crosses the border. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a plugin may know of a request beside its blocks. Copied to the guest as JSON. */
export interface RequestFacts {
  /** `session-1`, `lane-1` */
  readonly session: string;
  readonly lane: string;
  /** `side`: titles and other small requests without tools. */
  readonly laneKind: "main" | "side";
  readonly agent: string;
  /** Folder of the session's project, or null. */
  readonly project: string | null;
  readonly dialect: DialectId;
  readonly model: string | null;
  /** Number of the request in its lane, 1-based. */
  readonly turn: number;
  /** Epoch ms. */
  readonly now: number;
  /** Tokens of the prompt as it would leave now; what it is held against, or null. */
  readonly tokens: number;
  readonly limit: number | null;
  /** Nothing is cached: every change is free. */
  readonly cold: boolean;
  /** manual, observe or auto. */
  readonly mode: string;
  readonly sampling: {
    readonly temperature: number | null;
    readonly maxOutputTokens: number | null;
    readonly stream: boolean;
    readonly tools: boolean;
  };
  /** USD per million tokens of the model, or null where they are not known. */
  readonly prices: { readonly input: number; readonly output: number; readonly cacheRead: number } | null;
  /** Usage the provider billed for the lane's last answer, or null. */
  readonly lastUsage: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead: number;
    readonly cacheWrite: number;
  } | null;
}

/** What a model answered, once it is whole and stored. `text` only for plugins that may read content. */
export type FinishedAnswer = {
  /** `turn-1` */
  readonly turn: string;
  readonly outcome: string;
  readonly stopReason: string | null;
  /** Milliseconds from the request's first byte to the answer's last. */
  readonly duration: number | null;
  readonly usage: RequestFacts["lastUsage"];
  readonly blocks: readonly {
    readonly id: string;
    readonly role: string;
    readonly kind: string;
    readonly toolName: string | null;
    /** Characters of the whole text. */
    readonly length: number;
    readonly text?: string;
  }[];
};

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
