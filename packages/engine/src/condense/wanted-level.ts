import type { CompressionLevel } from "@aperture/sdk";
import type { ResultFacts } from "./result-facts.ts";

export interface Wanted {
  readonly level: Exclude<CompressionLevel, "original">;
  /** For people. */
  readonly reason: string;
}

/** Results the model is at work on: they stay as they were first sent. */
const FRESH = 4;
/** Results behind a large one of a search or a command when it has been used. */
const USED = 2;
/** Tokens from which a result is large. */
const LARGE = 1_500;
/** Results behind a read of a file that was not changed, when it is no longer at hand. */
const FAR = 16;
/** Shorter results are not worth the line that would take their place. Tokens. */
const SHORTEST = 120;

/** How much of a result is still wanted in the prompt, or null for all of it. */
export function wantedLevel({ block, kind, resultsSince, read, isEdited }: ResultFacts): Wanted | null {
  if (block.originalTokens < SHORTEST) return null;
  if (read === "latest" || (read === "older" && isEdited)) {
    if (isEdited || resultsSince < FAR) return null;
    return { level: "minimal", reason: `read ${resultsSince} results ago and not changed since` };
  }
  if (read === "covered" && resultsSince >= FRESH) return { level: "minimal", reason: "read again later" };
  if (read !== null) return resultsSince < FRESH ? null : { level: "minimal", reason: "other parts were read later" };
  if (block.originalTokens >= LARGE && resultsSince >= USED && kind !== "fetch")
    return { level: "minimal", reason: `large, and ${resultsSince} results ago` };
  return resultsSince < FRESH * 2 ? null : { level: "minimal", reason: `${resultsSince} results ago` };
}
