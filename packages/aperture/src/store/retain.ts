import type { Store } from "./contract.ts";
import type { EventTable } from "./events.ts";
import type { Removal } from "./removal.ts";

/** Milliseconds after which no new step begins; the longest step takes a few more. Streams must not stall for 20. */
const slice = 8;
const eventsAtOnce = 1_000;

/**
 * Retention in slices: each call works for about 8 ms and returns what it removed; call it again (from a timer, so that
 * requests come in between) while `more` is true. Each step is a transaction, so a crash loses no more than a slice's work.
 * `clock` is a monotonic one, in ms.
 */
export function createRetain(removal: Removal, events: EventTable, clock: () => number): Store["retain"] {
  return function retain({ before, keepEvents }) {
    const end = clock() + slice;
    const removed = { sessions: [] as number[], events: 0, more: true };
    while (clock() < end) {
      if (removal.sweep()) continue;
      const [session] = removal.idleSince(before, 1);
      if (session !== undefined) {
        removal.hide(session);
        removed.sessions.push(session);
        continue;
      }
      const dropped = events.dropOldest(keepEvents, eventsAtOnce);
      if (dropped === 0) return { ...removed, more: false };
      removed.events += dropped;
    }
    return removed;
  };
}
