import type { Compress } from "@aperture/engine/compression/contract";
import type { Change } from "@aperture/engine/governor/change";
import type { PriceTable } from "@aperture/engine/governor/prices";
import type { Step } from "@aperture/engine/pipeline/pipeline-run";
import type { TurnOutcome, Usage } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { GovernorView } from "../contract.ts";
import type { Governed, GovernedRequest } from "./governed-request.ts";
import type { LastEdits } from "./last-edits.ts";
import type { LastGood } from "./last-good.ts";
import type { ControlDefaults, SessionControlBook } from "./session-controls.ts";

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
  /** Anything beside changes and settings that a session's requests must wait for: staged items, holds. */
  readonly isWanted?: (session: number) => boolean;
  /** Anything that every request must wait for: items staged for every session. */
  readonly wantsAll?: () => boolean;
  readonly now?: () => number;
  readonly clock?: () => number;
}

/** The cache governor at work: what is known of every conversation, and the word on each request. */
export interface Governor extends GovernorView {
  /** Whether this conversation's next body has to be understood before it may leave. Never throws. */
  governs(session: number): boolean;
  /** Sessions in which something is applied or waits. */
  boundSessions(): number[];
  /** Whether any request has to, whoever it is from. */
  governsAll(): boolean;
  /** Decides and stores. Call inside the transaction that recorded the request; its commit comes before the bytes. */
  decide(request: GovernedRequest): Governed;
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
}
