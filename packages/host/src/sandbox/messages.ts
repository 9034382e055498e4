import type { LaneDelta } from "../border/lane-delta.ts";
import type { CrossedPatch } from "../border/read-patch.ts";
import type { GuestLimits } from "../border/runner.ts";

/** What a worker is made with, before it knows whose it will be: nothing of any plugin, nothing of the user. */
export interface WorkerSeed {
  /** Compiled once for the process. */
  readonly quickjs: WebAssembly.Module;
  /** The guest library by module name, as JavaScript. */
  readonly library: ReadonlyMap<string, string>;
  /** `call-clock.ts` */
  readonly clock: Int32Array;
}

/** What a plugin may be told and may do, as its worker needs to know it. */
export interface GuestSettings {
  /** JSON */
  readonly config: string;
  /** Bytes its storage may have; null: no permission. */
  readonly storageQuota: number | null;
}

export type ToWorker =
  | {
      readonly type: "boot";
      readonly call: number;
      /** JavaScript: one module. */
      readonly source: string;
      /** JSON of the manifest. */
      readonly manifest: string;
      readonly limits: GuestLimits;
      readonly settings: GuestSettings;
      /** Key and JSON. */
      readonly stored: readonly (readonly [string, string])[];
      /** Epoch ms. */
      readonly now: number;
      readonly deadlineMs: number;
    }
  | { readonly type: "configure"; readonly settings: GuestSettings }
  | {
      readonly type: "stage";
      readonly call: number;
      readonly hook: string;
      /** JSON of `RequestFacts`. */
      readonly request: string;
      readonly now: number;
      readonly delta: LaneDelta;
      readonly deadlineMs: number;
    }
  | {
      readonly type: "task";
      readonly call: number;
      /** JSON of a `TaskCall`. */
      readonly input: string;
      readonly now: number;
      readonly deadlineMs: number;
    }
  | {
      readonly type: "answer";
      readonly ask: number;
      readonly ok: boolean /** JSON, or the refusal. */;
      readonly json: string;
    }
  | { readonly type: "dispose"; readonly call: number; readonly deadlineMs: number };

/** Why a call brought nothing. `message` is the guest's, and may be anything. */
export interface CallFailure {
  readonly code: "plugin_timeout" | "plugin_failed" | "plugin_out_of_memory" | "plugin_bad_answer";
  readonly message: string;
}

/** What comes with the end of every call. */
export interface CallEnd {
  readonly call: number;
  /** Running time of the guest in this call, ms. */
  readonly guestMs: number;
  /** Bytes of the guest's memory. */
  readonly memory: number;
  /** Level and message. */
  readonly logs: readonly (readonly [string, string])[];
  readonly droppedLogs: number;
  /** Key and JSON, null removes. */
  readonly writes: readonly (readonly [string, string | null])[];
  /** Which of its rights it used. */
  readonly used: readonly ("metadata" | "content" | "storage")[];
  /** Jobs wait in the guest: it goes on running without being called. */
  readonly busy: boolean;
  /** The guest cannot be called again. */
  readonly broken: boolean;
}

export type FromWorker =
  | { readonly type: "ready" }
  /** It stopped running by itself; `broken`: it cannot be called again. */
  | { readonly type: "quiet" }
  | { readonly type: "broken" }
  | { readonly type: "ask"; readonly ask: number; readonly capability: string; readonly input: string }
  | ({ readonly type: "done"; readonly result: CallResult } & CallEnd)
  | ({ readonly type: "failed"; readonly failure: CallFailure } & CallEnd);

export type CallResult =
  | { readonly kind: "boot" /** JSON of `GuestHandlers`. */; readonly handlers: string }
  | ({ readonly kind: "stage" } & CrossedPatch)
  | { readonly kind: "task"; readonly json: string }
  | { readonly kind: "dispose" };
