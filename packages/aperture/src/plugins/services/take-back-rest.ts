import { transitions } from "@aperture/engine/governor/transitions";
import type { ServicesContext } from "./services-context.ts";

/**
 * What an undo leaves of an actor's changes: those of blocks that left the conversation (a rewind brings them back), and of sessions that are
 * only looked at (they go when that ends), and what a later change took the place of (it would be back without that one). Returns how many.
 */
export function takeBackRest(
  { store, control, now }: Pick<ServicesContext, "store" | "control" | "now">,
  actor: string,
): number {
  let taken = 0;
  for (const session of store.control.actors.sessionsOf(actor)) {
    const left = store.control.changes
      .ofSession(session, ["pending", "applied", "superseded"])
      .filter((change) => change.actor === actor && change.kind !== "redact");
    if (left.length === 0) continue;
    store.transaction(() => {
      for (const { n, state } of left)
        store.control.changes.update(n, { state: transitions[state].undo, changedAt: now() });
    });
    control.governor.touched(session);
    taken += left.length;
  }
  return taken;
}
