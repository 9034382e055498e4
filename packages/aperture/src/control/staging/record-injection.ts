import type { Store } from "../../store/contract.ts";

export interface Injection {
  /** `staged:3`; anything else is somebody else's insert, and nothing happens. */
  readonly origin: string;
  readonly session: number;
  readonly lane: number;
  readonly change: number;
  /** Of the text. */
  readonly hash: string;
  readonly at: number;
}

/**
 * A staged item was put into a lane, or waits to be: it is not offered there again. Call in the transaction that stores the change,
 * so that neither stands without the other.
 */
export function recordInjection(store: Store, { origin, session, ...injection }: Injection): void {
  const item = Number(/^staged:(\d{1,15})$/.exec(origin)?.[1] ?? Number.NaN);
  if (Number.isNaN(item)) return;
  store.control.staged.addInjection({ item, ...injection });
  store.events.append("staging-changed", {
    sessionId: `session-${session}`,
    item: `staged-${item}`,
    what: "injected",
  });
}
