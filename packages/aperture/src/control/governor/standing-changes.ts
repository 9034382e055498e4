import type { Change } from "@aperture/engine/governor/change";
import type { SessionControls } from "./session-controls.ts";

/**
 * The changes that a lane's next request carries, where that is all there is to say about it: everything that was decided is
 * in force, and nobody decides by himself. Null where its request has to go through the pipeline before it leaves.
 */
export function standingChanges(
  { mode, budget, profile, redactions, changesByLane }: SessionControls,
  lane: number,
): readonly Change[] | null {
  if (mode === "auto" || budget.strategy !== "warn" || profile.isDemanding || redactions.length > 0) return null;
  const changes = changesByLane.get(lane) ?? [];
  return changes.every(({ state, kind }) => state === "applied" && kind !== "redact") ? changes : null;
}
