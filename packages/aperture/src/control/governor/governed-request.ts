import type { Dialect, PlacedDraft, RequestShape } from "@aperture/engine/dialects/dialect";
import type { Document } from "@aperture/engine/document/document";
import type { Redaction } from "@aperture/engine/redaction/contract";
import type { ApertureError } from "@aperture/sdk";

/** A request that was read and has its numbers, whether its bytes wait or have gone. */
export interface GovernedRequest {
  readonly session: number;
  readonly lane: number;
  /** Number of the turn in the store, and in its lane. */
  readonly turn: number;
  readonly number: number;
  /** Epoch ms. */
  readonly at: number;
  readonly dialect: Dialect;
  readonly document: Document;
  readonly shape: RequestShape;
  readonly drafts: readonly PlacedDraft[];
  readonly numbers: readonly number[];
  readonly upstreamHost: string;
  readonly credential: string;
  /** True where none of the lane's remembered requests holds the block. */
  readonly isGone: (block: number) => boolean;
  readonly firstTurn: (block: number) => number;
  /** Nothing new this time. */
  readonly bypass: boolean;
  /** Nothing could be decided: it left in the lane's last good form. */
  readonly replayed: boolean;
}

/** What is to leave. */
export interface Governed {
  /** Null: the bytes as they came. */
  readonly body: Uint8Array | null;
  /** To be turned back in the answer. */
  readonly redactions: readonly Redaction[];
  /** The request must not leave. */
  readonly refusal: ApertureError | null;
  /** Model that it leaves for. */
  readonly model: string | null;
}
