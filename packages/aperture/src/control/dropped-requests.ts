/**
 * Milliseconds for which a dropped request stays dropped, from its last try on. SDKs try a 503 again after half a second to eight;
 * the AI SDK and Claude Code wait longer than that, but not as long.
 */
export const DROPPED_FOR = 30_000;

export interface DroppedRequests {
  add(identity: string, session: number): void;
  /** Whether this one was dropped a moment ago. Asked for, it is remembered anew. */
  isAgain(identity: string): boolean;
  /** Sessions with a request that may come again. */
  sessions(): number[];
}

/** Requests that somebody dropped: an agent's next try of one must not pass, though its hold is used up. */
export function createDroppedRequests(now: () => number): DroppedRequests {
  const dropped = new Map<string, { session: number; until: number }>();
  const forget = (): void => {
    for (const [identity, { until }] of dropped) if (until <= now()) dropped.delete(identity);
  };
  const add = (identity: string, session: number): void => {
    dropped.set(identity, { session, until: now() + DROPPED_FOR });
  };
  return {
    add,
    isAgain(identity) {
      forget();
      const known = dropped.get(identity);
      if (known) add(identity, known.session);
      return known !== undefined;
    },
    sessions() {
      forget();
      return [...new Set([...dropped.values()].map(({ session }) => session))];
    },
  };
}
