/** Slow searches after which a condition is not asked again in a session. */
const MOST = 3;
/** Sessions of which slow conditions are remembered, those that were slow last. */
const SESSIONS = 1_000;

/** How often text conditions were slow, by session: one that always is would take each request's time from all others. */
export class SlowSearches {
  readonly #sessions = new Map<number, Map<string, number>>();

  /** @param condition as it is written; equal ones are one */
  count(session: number, condition: string): void {
    const counts = this.#sessions.get(session) ?? new Map<string, number>();
    counts.set(condition, (counts.get(condition) ?? 0) + 1);
    this.#sessions.delete(session);
    this.#sessions.set(session, counts);
    if (this.#sessions.size > SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value!);
  }

  isAny(session: number): boolean {
    return this.#sessions.has(session);
  }

  isPassedOver(session: number, condition: string): boolean {
    return (this.#sessions.get(session)?.get(condition) ?? 0) >= MOST;
  }
}
