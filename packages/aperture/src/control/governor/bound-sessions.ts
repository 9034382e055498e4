import type { SessionProfiles } from "../../library/contract.ts";
import type { Store } from "../../store/contract.ts";
import type { SessionControlBook } from "./session-controls.ts";

/** Of a session's own settings: those that may make its requests wait. */
const settingNames = ["mode", "budget", "preset", "template", "rules"];
/** Sessions, the newest, whose project or run is looked at after a start: what those ask for is in no row of the session's own. */
const MOST_LOOKED_AT = 200;

/** Sessions whose next body has to be understood before it may leave. Read from the store once, then kept up with what is decided. */
export class BoundSessions {
  readonly #store: Store;
  readonly #controls: SessionControlBook;
  readonly #profiles: SessionProfiles | undefined;
  #known: Set<number> | null = null;

  constructor(store: Store, controls: SessionControlBook, profiles: SessionProfiles | undefined) {
    this.#store = store;
    this.#controls = controls;
    this.#profiles = profiles;
  }

  all(): ReadonlySet<number> {
    this.#known ??= this.#read();
    return this.#known;
  }

  has(session: number): boolean {
    return this.all().has(session) || (this.#profiles?.of(session).isDemanding ?? false);
  }

  /** Something is applied or waits in it now. */
  add(session: number): void {
    this.#known?.add(session);
  }

  /** It may be, or not be, from now on. */
  lookAgain(session: number): void {
    if (!this.#known) return;
    this.#known.delete(session);
    const { changes, redactions } = this.#store.control;
    const isBound =
      changes.ofSession(session, ["pending", "applied", "undo-pending"]).length > 0 ||
      redactions.ofSession(session).length > 0 ||
      this.#isDemanding(session);
    if (isBound) this.#known.add(session);
  }

  remove(session: number): void {
    this.#known?.delete(session);
  }

  /** Memory may be ahead of the store, or the library is another one. */
  clear(): void {
    this.#known = null;
  }

  #read(): Set<number> {
    const { changes, redactions, sessionSettings } = this.#store.control;
    const bound = new Set([...changes.boundSessions(), ...redactions.boundSessions()]);
    for (const name of settingNames)
      for (const session of sessionSettings.sessionsWith(name)) if (this.#isDemanding(session)) bound.add(session);
    if (this.#profiles)
      for (const { n } of this.#store.sessions.list({ limit: MOST_LOOKED_AT })) if (this.#isDemanding(n)) bound.add(n);
    return bound;
  }

  #isDemanding(session: number): boolean {
    const { mode, budget, profile } = this.#controls.settings(session);
    return mode === "auto" || budget.strategy !== "warn" || profile.isDemanding;
  }
}
