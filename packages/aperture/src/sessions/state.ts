import type { HeadKeys } from "@aperture/engine/blocks/match-head";
import type { Document } from "@aperture/engine/document/document";
import type { LaneRecord, SessionRecord } from "../store/records.ts";

/** A block of a request as the next one is compared with it. */
export interface KnownPart {
  readonly key: string;
  readonly n: number;
  readonly hash: string;
  readonly mark: boolean;
  /** Where the key is not made from it (Gemini), a client may send the part back under another one. */
  readonly toolId: string | undefined;
  /** Turn of its lane in which it first appeared. */
  readonly turn: number;
}

/** One of a lane's last requests with its answer: what a new request is matched and aligned with. */
export interface Head {
  readonly turn: number;
  keys: HeadKeys;
  readonly parts: readonly KnownPart[];
  /** Answer blocks, as the client will resend them. */
  answer: readonly KnownPart[];
  /** The parsed body while memory allows; without it the next request is scanned afresh. */
  document: Document | null;
  readonly credential: string | null;
  state: "running" | "complete" | "failed";
}

export interface LaneState {
  record: LaneRecord;
  /** Newest first. */
  readonly heads: Head[];
  /** Every number ever given in this lane by key: a block that left and comes back keeps its number. */
  readonly known: Map<string, number[]>;
}

export interface SessionState {
  record: SessionRecord;
  readonly lanes: LaneState[];
}

/** Bodies remembered per lane: forks and rewinds are found among these. */
export const HEADS_PER_LANE = 8;
