import type { Compress } from "@aperture/engine/compression/contract";
import type { Change } from "@aperture/engine/governor/change";
import type { CacheRules, PriceTable } from "@aperture/engine/governor/prices";
import type { PipelineInput, PipelineRun, Step } from "@aperture/engine/pipeline/pipeline-run";
import type { TurnOutcome, Usage } from "@aperture/sdk";
import type { SessionProfiles } from "../../library/contract.ts";
import type { Store } from "../../store/contract.ts";
import type { GovernorView } from "../contract.ts";
import type { Governed, GovernedRequest } from "./governed-request.ts";
import type { LaneMemory } from "./lane-memory.ts";
import type { LastEdits } from "./last-edits.ts";
import type { LastGood } from "./last-good.ts";
import type { ControlDefaults, SessionControlBook, SessionControls } from "./session-controls.ts";

export interface GovernorOptions {
  readonly store: Store;
  readonly prices: PriceTable;
  readonly compress: Compress;
  readonly controls: SessionControlBook;
  /** Of the controls. */
  readonly defaults: Pick<ControlDefaults, "mode" | "budget">;
  readonly hash: (text: string) => string;
  readonly steps: readonly Step[];
  /** The model's window, tokens. */
  readonly window: (model: string | null) => number | null;
  /** What presets and projects demand of conversations nobody decided anything about yet; default: nothing. */
  readonly profiles?: SessionProfiles | undefined;
  /** Anything beside changes and settings that a session's requests must wait for: staged items, holds. */
  readonly isWanted?: (session: number) => boolean;
  /** Anything that every request must wait for: items staged for every session. */
  readonly wantsAll?: () => boolean;
  /** Stages of others that stand in the pipeline, beside `steps`, and protect what leaves. */
  readonly others?: OtherStages | undefined;
  readonly now?: () => number;
  readonly clock?: () => number;
}

/** What a request's decision rests on: other objects than these mean that it was changed. */
export interface RequestStand {
  readonly state: SessionControls;
  readonly changes: readonly Change[];
  readonly known: readonly Change[];
  readonly rules: CacheRules;
  readonly before: LaneMemory | undefined;
  readonly input: PipelineInput;
}

export interface GatheredRequest {
  readonly stand: RequestStand;
  readonly run: PipelineRun;
}

/** Stages that run elsewhere: plugins. */
export interface OtherStages {
  /** True where some are there: then every request has to be read before it leaves. */
  readonly isLive: () => boolean;
  /** Names of those that protect: a request that they could not see must not leave (law 4). */
  readonly protecting: () => readonly string[];
}

/** The cache governor at work: what is known of every conversation, and the word on each request. */
export interface Governor extends GovernorView {
  /** Whether this conversation's next body has to be understood before it may leave. Never throws. */
  governs(session: number): boolean;
  /** The same for a conversation that is not known yet, by the path tag of its first request (null: none). */
  governsNew(tag: string | null): boolean;
  /** Sessions in which something is applied or waits. */
  boundSessions(): number[];
  /** Whether any request has to, whoever it is from. */
  governsAll(): boolean;
  /** Stages that run elsewhere have to be asked (`gather`) before anything is decided. */
  asksOthers(): boolean;
  /** Names of stages without which no request leaves. */
  protecting(): readonly string[];
  /** Decides and stores. Call inside the transaction that recorded the request; its commit comes before the bytes. */
  decide(request: GovernedRequest, gathered?: GatheredRequest): Governed;
  /**
   * What stages want of a request that was recorded, those that run elsewhere (plugins) among them: waited for outside of any transaction,
   * so that others go on meanwhile. `decide` takes it from there; where something it rests on was changed by then, the stages' answers
   * are kept and the rest is worked out anew.
   */
  gather(request: GovernedRequest): Promise<GatheredRequest>;
  /** What the lane's next request carries, where nothing is to be decided about it; null where it has to be. Throws while the store fails. */
  standing(
    session: number,
    lane: number,
  ): { readonly changes: readonly Change[]; readonly last: LastEdits | null } | null;
  /** A request that left with what stands, recorded and looked at behind that; nothing new is applied. Inside a transaction. */
  followed(request: GovernedRequest): void;
  /** A request that left as it came: what the provider has of it from now on. Inside a transaction. */
  observed(request: GovernedRequest): void;
  /** A turn has ended. Inside a transaction. */
  answered(turn: number, outcome: TurnOutcome, usage: Usage | null): void;
  /** The transaction of `decide` was committed: it leaves. */
  committed(): void;
  /** The last form that was sent, where nothing can be decided (law 4). */
  readonly lastGood: LastGood;
  /** After a restart: the session's last form, from the store. */
  recall(session: number): void;
  /** A lane's last form left once more: the provider keeps it for longer. `at`: epoch ms. */
  resent(lane: number, at: number): void;
  /** A transaction failed: memory may be ahead of the store, and what was decided does not leave. */
  rolledBack(): void;
  forget(session: number): void;
  /** Presets, rules or what is trusted are others now: what was made of them is made anew. */
  libraryChanged(): void;
}
