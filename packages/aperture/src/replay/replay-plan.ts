import type { Compress } from "@aperture/engine/compression/contract";
import type { RecordedBlock } from "@aperture/engine/replay/recorded-request";
import { type ReplayPlan as EnginePlan, untouchedPlan } from "@aperture/engine/replay/replay-plan";

/**
 * What recorded requests go through. Stages remember what they asked for: a plan is made for one replay, and closed behind it by whoever
 * made it.
 */
export interface ReplayPlan extends EnginePlan {
  /** What its steps make texts shorter with; default: without outlines of code. */
  readonly compress?: Compress;
  /** Makes ahead, in slices, what the stages will ask of these blocks, which the replay has not seen before. */
  ahead?(blocks: readonly RecordedBlock[], tokensOf: (block: RecordedBlock) => number): Promise<void>;
  /** Milliseconds of what was made ahead and used since it was asked last. */
  spent?(): number;
  /** A text of somebody's (`staged:3`) is in the lane from now on. */
  injected?(lane: number, origin: string): void;
  /** What of it no replay can show, for people. */
  readonly leftOut?: string | null;
  close?(): void | Promise<void>;
}

export const untouched: ReplayPlan = untouchedPlan;
