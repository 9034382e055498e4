import type { LaneDelta } from "../../border/lane-delta.ts";
import type { CrossedPatch } from "../../border/read-patch.ts";
import type { handledThings, hooks, logLevels, taskKinds } from "../abi.ts";

/** What a module may do and use, as the thread has to know it. The host checks again whatever comes back. */
export interface ModuleGrants {
  /** Bytes of keys and values; null: no storage. */
  readonly quota: number | null;
}

export interface ModuleLimits {
  /** Bytes of its memory: what the maximum written into it allows. */
  readonly memory: number;
  /** Bytes that a call may bring back. */
  readonly output: number;
  readonly logLines: number;
}

/** To the thread. Modules and calls are numbered by the main side; messages are worked off in order. */
export type ToThread =
  | {
      readonly do: "load";
      readonly plugin: number;
      readonly module: WebAssembly.Module;
      /** JSON. */
      readonly config: string;
      /** Values as JSON. */
      readonly stored: ReadonlyMap<string, string>;
      readonly grants: ModuleGrants;
      readonly limits: ModuleLimits;
    }
  | { readonly do: "configure"; readonly plugin: number; readonly config: string; readonly grants: ModuleGrants }
  /** What the host did not keep is as it was before: null where there was nothing. */
  | { readonly do: "restore"; readonly plugin: number; readonly stored: ReadonlyMap<string, string | null> }
  | { readonly do: "start"; readonly plugin: number; readonly call: number }
  | {
      readonly do: "stage";
      readonly plugin: number;
      readonly call: number;
      readonly hook: (typeof hooks)[number];
      /** JSON of `RequestFacts`. */
      readonly request: string;
      readonly delta: LaneDelta;
    }
  | {
      readonly do: "task";
      readonly plugin: number;
      readonly call: number;
      readonly kind: (typeof taskKinds)[number];
      /** JSON. */
      readonly input: string;
    }
  /** What the host says to a question; `call` is the task that asked. */
  | {
      readonly do: "answer";
      readonly plugin: number;
      readonly call: number;
      readonly question: number;
      /** 0: JSON of the answer; 1: JSON of `{ code, message }`. */
      readonly status: 0 | 1;
      readonly json: string;
    }
  /** Nobody waits for this task any more. */
  | { readonly do: "abandon"; readonly plugin: number; readonly call: number }
  | { readonly do: "dispose"; readonly plugin: number; readonly call: number }
  | { readonly do: "unload"; readonly plugin: number };

export type GuestFaultCode = "plugin_failed" | "plugin_bad_answer" | "plugin_out_of_memory" | "plugin_timeout";

export interface Handled {
  readonly what: (typeof handledThings)[number];
  readonly name: string;
}

/** What goes with the end of every segment of guest time. */
interface Spent {
  readonly plugin: number;
  readonly call: number;
  /** Milliseconds. */
  readonly guestMs: number;
  /** Bytes of its memory. */
  readonly memory: number;
}

/** From the thread. */
export type FromThread =
  | (Spent & {
      readonly say: "done";
      /** Of `stage` only. */
      readonly patch: CrossedPatch | null;
      /** A task's result as JSON. */
      readonly result: string | null;
      readonly writes: ReadonlyMap<string, string | null>;
      /** It read a block's text, or its storage. */
      readonly read: { readonly content: boolean; readonly stored: boolean };
      /** Of `start` only. */
      readonly handled: readonly Handled[] | null;
    })
  | (Spent & {
      readonly say: "failed";
      readonly code: GuestFaultCode;
      readonly reason: string;
    })
  | {
      readonly say: "ask";
      readonly plugin: number;
      readonly call: number;
      readonly question: number;
      readonly capability: string;
      /** JSON, not yet parsed. */
      readonly input: string;
    }
  | {
      readonly say: "log";
      readonly plugin: number;
      readonly level: (typeof logLevels)[number];
      readonly message: string;
    }
  /** Written in a segment of a task that goes on. */
  | (Spent & {
      readonly say: "writes";
      readonly writes: ReadonlyMap<string, string | null>;
      readonly read: { readonly content: boolean; readonly stored: boolean };
    });
