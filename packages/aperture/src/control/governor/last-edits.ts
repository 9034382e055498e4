import type { Document } from "@aperture/engine/document/document";
import type { Edit } from "@aperture/engine/document/splice";
import type { Change } from "@aperture/engine/governor/change";
import type { PipelineResult } from "@aperture/engine/pipeline/run";
import type { GovernedRequest } from "./governed-request.ts";

/** The edits of a lane's last request, for the next one that begins with the same bytes. */
export interface LastEdits {
  readonly turn: number;
  /** The lane's changes that they are of: all of them, each in place of a block. */
  readonly changes: readonly Change[];
  readonly edits: readonly Edit[];
  /** Bytes that have to be the same: through the last history element that is edited, and what ends it. */
  readonly end: number;
}

/** Null where they say nothing of the next request: some change is not among them, or they reach behind the history. */
export function lastEdits(
  { turn, document }: GovernedRequest,
  { edits, decision }: PipelineResult,
  changes: readonly Change[],
): LastEdits | null {
  if (document.readOnly !== null || edits.length === 0) return null;
  // An inserted text stands where it does because of what follows it.
  if (changes.some(({ state, kind }) => state !== "applied" || kind === "insert" || kind === "redact")) return null;
  const sent = decision?.sent;
  if (!changes.every((change) => sent?.get(change.block) === change)) return null;
  const end = historyEnd(
    document,
    edits.reduce((last, edit) => Math.max(last, edit.end), 0),
  );
  return end === null ? null : { turn, changes, edits, end };
}

/** End of the history element that `at` lies in, with the byte behind it; null where it lies in none. */
function historyEnd({ history }: Document, at: number): number | null {
  const unit = history?.findLast(({ start }) => start < at);
  return unit && at <= unit.start + unit.length ? unit.start + unit.length + 1 : null;
}

/** Whether they are of these changes; frozen texts never change. */
export const areOf = ({ changes: known }: LastEdits, changes: readonly Change[]): boolean =>
  known === changes || (known.length === changes.length && known.every(({ n }, index) => n === changes[index]!.n));
