import type { ChangeKind, CompressionLevel, ErrorCode } from "@aperture/sdk";
import type { BlockSettings } from "../../store/control-records.ts";
import type { BlockRecord } from "../../store/records.ts";
import type { LaneSnapshot } from "../look-up/lane-snapshot.ts";

/** A block in a lane where it is live. */
export interface Target {
  readonly block: BlockRecord;
  readonly lane: LaneSnapshot;
}

/** A text that shall be sent of a block, and where it came from. */
export interface Wording {
  readonly kind: ChangeKind;
  readonly level: CompressionLevel;
  readonly text: string;
  readonly hash: string;
  /** Who it is accounted to; default: who calls. */
  readonly actor?: string;
  /** Only for an insert. */
  readonly anchor?: number | null;
}

export interface Refused {
  readonly do: "refuse";
  /** As it was asked for. */
  readonly id: string;
  /** Number of the lane, or null where there is none. */
  readonly lane: number | null;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** `follows`: it follows from what was decided about the block when its lane was read, so that a decision made since then stands. */
interface Following {
  readonly follows?: true;
}

/** What shall become of one block in one lane, or why nothing does. */
export type Wish =
  | (Target & Following & { readonly do: "say"; readonly wording: Wording; readonly forced?: boolean })
  /** Back to what the client sent, or out again where it was inserted. */
  | (Target & Following & { readonly do: "give-back" })
  | (Target & { readonly do: "set"; readonly settings: BlockSettings; readonly reason: string })
  | (Target & { readonly do: "nothing"; readonly reason: string; readonly status?: "next-request" })
  | Refused;

export const isTarget = (each: Target | Refused): each is Target => !("do" in each);
