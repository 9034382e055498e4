import type { Dialect, PlacedDraft, RequestShape } from "../dialects/dialect.ts";
import type { Document } from "../document/document.ts";

/** A recorded request that was read: the same for every plan that it goes through. */
export interface ReplayedRequest {
  readonly dialect: Dialect;
  readonly document: Document;
  readonly shape: RequestShape;
  readonly drafts: readonly PlacedDraft[];
  /** Block number of each draft. */
  readonly numbers: readonly number[];
  /** Number of the request in its lane, 1-based. */
  readonly turn: number;
  /** Epoch ms. */
  readonly at: number;
  /** Request of the lane in which a block first appeared. */
  readonly firstTurn: (block: number) => number;
}
