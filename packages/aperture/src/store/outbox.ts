import type { Event } from "@aperture/sdk";
import type { StoreLog } from "./store-log.ts";

/** Events between their INSERT and their subscribers: told after the commit, in order, never when rolled back. */
export interface Outbox {
  /** Adds an event of the running transaction. */
  add(event: Event): void;
  /** How many wait for the commit; a savepoint remembers it. */
  size(): number;
  /** Forgets those behind the first `size`: their part of the transaction was rolled back. */
  truncate(size: number): void;
  /** After the commit: tells the subscribers. */
  flush(): void;
  subscribe(listener: (event: Event) => void): () => void;
}

interface Subscription {
  readonly listener: (event: Event) => void;
  /** Committed before the subscription began: `since()` already returns these. */
  readonly after: number;
}

export function createOutbox(log: StoreLog): Outbox {
  const uncommitted: Event[] = [];
  const committed: Event[] = [];
  const subscriptions = new Set<Subscription>();
  let last = 0;
  let telling = false;

  function tell(event: Event): void {
    for (const subscription of [...subscriptions]) {
      if (!subscriptions.has(subscription) || event.seq <= subscription.after) continue;
      try {
        subscription.listener(event);
      } catch (error) {
        subscriptions.delete(subscription);
        log.warn({ error: String(error), seq: event.seq }, "an event listener threw and was dropped");
      }
    }
  }

  return {
    add: (event) => void uncommitted.push(event),
    size: () => uncommitted.length,
    truncate: (size) => void uncommitted.splice(size),
    flush() {
      for (const event of uncommitted) {
        committed.push(event);
        last = event.seq;
      }
      uncommitted.length = 0;
      // A listener that appends comes back here: its events go behind those still being told, for every subscriber.
      if (telling) return;
      telling = true;
      for (let event = committed.shift(); event; event = committed.shift()) tell(event);
      telling = false;
    },
    subscribe(listener) {
      const subscription: Subscription = { listener, after: last };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
  };
}
