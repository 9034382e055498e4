import type { CompressionLevel } from "@aperture/sdk";
import type { ResultFacts } from "./result-facts.ts";

export interface Wanted {
  readonly level: Exclude<CompressionLevel, "original">;
  /** For people. */
  readonly reason: string;
}

// Distances are in results, not turns: parallel calls bring several at once. They come from what answers took from how far
// back in recorded sessions (`npm run bench:context`): nine of ten edits quote one of the last ten results, the rest quote
// reads of files that were edited before, or reads of the time before the first edits.

/** A read that a later one covers is of use to nobody once the later one has been worked with. */
const COVERED = 4;
/** Output of commands and searches is used at once, or by its gist, which the model has written down. */
const USED = 6;
/** Large output goes first: while little stands behind it, leaving it out rewrites little (d close to L pays at once). */
const LARGE_USED = 1;
/** Tokens from which a result is large. */
const LARGE = 1_500;
/** Reads of files nobody edited: behind so many results and edits of other files, the work has gone elsewhere … */
const ELSEWHERE = 12;
const OTHER_EDITS = 3;
/** … and without edits, an agent that only explores comes back for long. */
const EXPLORED = 30;
/** Reads of files that are worked on stay longest: the next edit quotes them. */
const WORKED_ON = 25;
/** Shorter results are not worth the line that would take their place. Tokens. */
const SHORTEST = 120;

/** How much of a result that was sent before is still wanted, or null for all of it. */
export function wantedLevel(result: ResultFacts): Wanted | null {
  const { block, resultsSince } = result;
  // What no answer has seen yet is trimmed at most.
  if (block.age < 1 || block.originalTokens < SHORTEST) return null;
  const reason = result.read === null ? whyUsed(result) : whyRead(result);
  return reason === null ? null : { level: "minimal", reason: `${reason}, ${resultsSince} results ago` };
}

function whyUsed({ block, resultsSince }: ResultFacts): string | null {
  if (block.originalTokens >= LARGE) return resultsSince >= LARGE_USED ? "large output" : null;
  return resultsSince >= USED ? "output" : null;
}

function whyRead({ read, isEdited, resultsSince, editsSince }: ResultFacts): string | null {
  if (read === "covered") return resultsSince >= COVERED ? "read again since" : null;
  if (isEdited) return resultsSince >= WORKED_ON ? "read" : null;
  if (resultsSince >= ELSEWHERE && editsSince >= OTHER_EDITS) return "read and not edited, as others were";
  return resultsSince >= EXPLORED ? "read" : null;
}
