import type { CompressionLevel, DialectId, Pinned, Role, Zone } from "@aperture/sdk";
import type { Intent } from "./intent.ts";

/** A block of the request under way as stages see it, in prompt order. What earlier stages decided shows in it. */
export interface StageBlock {
  /** `block-<n>` */
  readonly n: number;
  readonly role: Role;
  /** The wire's name for the part. */
  readonly kind: string;
  readonly toolName: string | undefined;
  /** Id that pairs a call with its result. */
  readonly toolId: string | undefined;
  readonly filePaths: readonly string[];
  readonly isError: boolean;
  /** False where the wire signs the part, or the dialect knows no way to change it: its text can never change. */
  readonly editable: boolean;
  /** The client's own text. */
  readonly text: string;
  readonly hash: string;
  /** Tokens of what is sent of it now, the model's. */
  readonly tokens: number;
  /** Tokens of the client's own text. */
  readonly originalTokens: number;
  /** Level that is sent now. */
  readonly level: CompressionLevel;
  /** What is sent now; the same string as `text` where nothing is applied. */
  readonly sent: string;
  /** True where a change of it waits. */
  readonly isPending: boolean;
  readonly zone: Zone;
  readonly pinned: Pinned;
  readonly origin: string;
  /** Requests of this lane since it first appeared: 0 in the first one. */
  readonly age: number;
  /** 0-based place in prompt order. */
  readonly position: number;
  /** True where it stands behind W: changing it costs nothing. */
  readonly isFree: boolean;
}

/** What a stage may know beside the blocks. */
export interface StageContext {
  readonly session: number;
  readonly lane: number;
  readonly dialect: DialectId;
  readonly model: string | null;
  /** Number of this request in its lane, 1-based. */
  readonly turn: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Tokens of the prompt as it would leave now, and the window or the budget they are held against; null: unknown. */
  readonly tokens: number;
  readonly limit: number | null;
  /** True where nothing is cached: every change is free. */
  readonly cold: boolean;
  /** True where what is applied stays and nothing new is done (a bypass, a holdout, the mode observe): asking is in vain. */
  readonly nothingNew?: boolean | undefined;
  /** Tokens of a text, the model's: exact where it was counted before, else an estimate. */
  readonly countTokens: (text: string) => number;
}

/** One step of the pipeline; built-in ones and plugins' alike. It must not keep or change what it is given. */
export interface Stage {
  /** Shown in traces and runs. */
  readonly name: string;
  process(blocks: readonly StageBlock[], context: StageContext): StageResult;
}

/** A step that runs elsewhere, in a thread of its own: its answer is waited for before the request is decided upon. */
export interface WaitingStage {
  readonly name: string;
  /** True where it need not see what the one before it in its slot wanted: the two are asked at once. */
  readonly together?: boolean | undefined;
  /** What it rejects with is noted, and the request goes on without it. */
  ask(blocks: readonly StageBlock[], context: StageContext): Promise<StageResult>;
}

export type StageResult =
  | readonly Intent[]
  | {
      readonly intents: readonly Intent[];
      readonly reason: string | null;
      /** It protects: where something it wants cannot be done, the request must not leave. */
      readonly protects?: boolean | undefined;
      /** The request must not leave: a budget that stops it, or a stage that protects. */
      readonly refusal?: RequestRefusal | undefined;
    };

/** Why a request must not leave: it is answered with the error of this code. */
export interface RequestRefusal {
  readonly code: "budget_exceeded" | "plugin_blocked";
  /** For people, with what would help. */
  readonly reason: string;
}
