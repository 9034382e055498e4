import type { Store } from "../../store/contract.ts";
import { idOf } from "../look-up/ids.ts";

/** Sessions that are remembered, and lines of each. */
const MOST_SESSIONS = 200;
const MOST_LINES = 50;

/** What templates ask for and sessions lack: told once as an event, and listed for whoever looks at the session. */
export class UnmetConstraints {
  readonly #store: Store;
  readonly #bySession = new Map<number, string[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Joins the transaction of a decision; where plugins are asked first, there is none yet. */
  readonly tell = (session: number, lane: number, template: string, says: string): void => {
    const lines = this.#bySession.get(session) ?? [];
    const line = `${template}: ${says}`;
    if (lines.includes(line) || lines.length >= MOST_LINES) return;
    if (this.#bySession.size >= MOST_SESSIONS) this.#bySession.clear();
    this.#bySession.set(session, [...lines, line]);
    const place = { sessionId: idOf("session", session), lane: idOf("lane", lane) };
    this.#store.transaction(() => this.#store.events.append("constraint-unmet", { ...place, template, says }));
  };

  of(session: number): readonly string[] {
    return this.#bySession.get(session) ?? [];
  }
}
