import type { Store } from "../../store/contract.ts";
import type { BlockSettings, ChangeRecord } from "../../store/control-records.ts";

/** What is decided about one block of a lane. */
export interface Decisions {
  /** Its text is what is sent: applied, or to be given back. */
  readonly inForce?: ChangeRecord;
  /** Waits to be sent. */
  readonly pending?: ChangeRecord;
  /** Redactions work by their value wherever it stands, beside whatever else is done to the block. */
  readonly redactions: readonly ChangeRecord[];
}

export const undecided: Decisions = { redactions: [] };

/** Decisions of a lane by block number; blocks that nobody touched are absent. */
export function laneDecisions(store: Store, lane: number): ReadonlyMap<number, Decisions> {
  const found = new Map<number, Decisions>();
  for (const change of store.control.changes.ofLane(lane, ["pending", "applied", "undo-pending"])) {
    const known = found.get(change.block) ?? undecided;
    if (change.kind === "redact") found.set(change.block, { ...known, redactions: [...known.redactions, change] });
    else found.set(change.block, { ...known, [change.state === "pending" ? "pending" : "inForce"]: change });
  }
  return found;
}

/** Pins and zones that somebody set, by block number. */
export const sessionSettings = (store: Store, session: number): ReadonlyMap<number, BlockSettings> =>
  new Map(store.control.settings.ofSession(session).map((settings) => [settings.block, settings]));
