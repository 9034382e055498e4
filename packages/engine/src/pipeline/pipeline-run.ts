import type { Pinned, StageRun, Zone } from "@aperture/sdk";
import type { Compress } from "../compression/contract.ts";
import type { Dialect, PlacedDraft, RequestShape } from "../dialects/dialect.ts";
import type { RequestSettings } from "../dialects/editing/request-fields.ts";
import type { Document } from "../document/document.ts";
import type { Edit } from "../document/splice.ts";
import type { Baseline } from "../governor/baseline.ts";
import type { Change } from "../governor/change.ts";
import type { Decision } from "../governor/decide.ts";
import type { Emission } from "../governor/emission.ts";
import type { LiveCache } from "../governor/live-cache.ts";
import type { CacheRules } from "../governor/prices.ts";
import type { Redaction } from "../redaction/contract.ts";
import type { RequestRefusal, StageResult } from "../stage/stage.ts";
import type { SeenBlock } from "./seen-block.ts";

/** One request and everything that is known when it is decided upon. Effects come in as functions; nothing here does any. */
export interface PipelineInput {
  readonly dialect: Dialect;
  readonly document: Document;
  readonly shape: RequestShape;
  /** Blocks in prompt order, and the number of each. */
  readonly drafts: readonly PlacedDraft[];
  readonly numbers: readonly number[];
  readonly session: number;
  readonly lane: number;
  /** Number of this request in its lane, 1-based. */
  readonly turn: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Turn in which a block first appeared. */
  readonly firstTurn: (block: number) => number;
  /** Tokens of a text by its hash, the model's. */
  readonly tokensOf: (hash: string, text: string) => number;
  readonly hash: (text: string) => string;
  /** This lane's changes in every state that is not an end, oldest first. */
  readonly changes: readonly Change[];
  readonly pins: ReadonlyMap<number, Pinned>;
  readonly zones: ReadonlyMap<number, Zone>;
  /** Blocks of which somebody took a change back: no stage changes them again unless it must. */
  readonly restored: ReadonlySet<number>;
  readonly redactions: readonly Redaction[];
  /** Tokens the prompt will be billed as, learnt from the lane's bills; null or absent: as they are counted. */
  readonly sizeOf?: ((prompt: Emission) => number | null) | undefined;
  readonly isGone: (block: number) => boolean;
  readonly cache: LiveCache;
  readonly rules: CacheRules;
  /** Prompt tokens that the request is held against, or null. */
  readonly limit: number | null;
  /** Uncached-token equivalents that rules and policies may put at risk. */
  readonly allowance: number;
  /** What is applied stays; nothing new is done. */
  readonly nothingNew: boolean;
  readonly compress: Compress;
  /** Monotonic, ms. */
  readonly clock: () => number;
  /** Another model of the same account: its cache, prices and window. Absent: no other model can be chosen. */
  readonly otherModel?: ((model: string) => OtherModel) | undefined;
  /** What stages elsewhere answered in a run that was overtaken by something else: they are not asked again. */
  readonly answers?: ReadonlyMap<string, StageAnswer> | undefined;
}

export interface OtherModel {
  readonly cache: LiveCache;
  readonly rules: CacheRules;
  /** Tokens; null: not known. */
  readonly window: number | null;
}

/** What a stage that runs elsewhere answered, by its name. */
export interface StageAnswer {
  readonly result: StageResult;
  readonly error: string | null;
  readonly ms: number;
}

/** What the steps hand on to each other. */
export interface PipelineRun {
  /** With the model and the cache of the model that it goes to. */
  input: PipelineInput;
  /** What stages want of the request's fields beside its prompt, in their order. */
  readonly settings: RequestSettings[];
  /** Edits of those fields. */
  fieldEdits: readonly Edit[];
  blocks: readonly SeenBlock[];
  byNumber: ReadonlyMap<number, SeenBlock>;
  baseline: Baseline | null;
  /** Tokens of the prompt as it would leave if nothing new were decided. */
  tokens: number;
  /** Changes that stages want; numbers below 0 until they are stored. */
  readonly created: Change[];
  /** Of the created inserts: whose they are (`staged:3`). */
  readonly origins: Map<number, string>;
  /** Of the created: why. */
  readonly reasons: Map<Change, string>;
  /** Changes in force that a stage wants taken back. */
  readonly takenBack: Change[];
  /** Why the request must not leave: a hard budget. */
  refusal: RequestRefusal | null;
  decision: Decision | null;
  edits: readonly Edit[];
  readonly runs: StageRun[];
  /** True where stages that run elsewhere may be waited for. */
  readonly waits: boolean;
  readonly answers: Map<string, StageAnswer>;
}

/** A step of the literal list in stages.ts. Its name is shown in traces and runs. */
export type Step = (run: PipelineRun) => void | Promise<void>;
