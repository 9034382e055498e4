import type { Patch, StagePosition } from "@aperture/sdk";
import type { BlockFacts } from "../border/block-facts.ts";
import type { RequestFacts } from "../border/calls.ts";

/** A call of a stage that is under way. */
export interface WitnessedCall {
  readonly hook: StagePosition;
  /** As the stage was given them, before anything was hidden from it. */
  readonly blocks: readonly BlockFacts[];
  readonly request: RequestFacts;
  readonly answer: Promise<{ readonly patch: Patch; readonly refused: readonly string[] }>;
}

/** Looks on as the stages of a plugin are called. Nothing here may hold a request up, or fail it. */
export interface StageWitness {
  /** Must not throw, and must not leave the rejection of `answer` to nobody. */
  saw(call: WitnessedCall): void;
  /**
   * A stage that protects has failed, and its request would be refused. Resolves to true when another version is there that can be asked in
   * its place. Must not reject.
   */
  rescue(error: unknown): Promise<boolean>;
}
