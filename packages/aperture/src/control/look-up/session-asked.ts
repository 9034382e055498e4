import type { Store } from "../../store/contract.ts";
import type { SessionRecord } from "../../store/records.ts";
import { findSession } from "./find-session.ts";

/** The session that was asked for, else the one that spoke last; undefined before any did. Throws `not_found`. */
export const sessionAsked = (store: Store, name: string | undefined): SessionRecord | undefined =>
  name === undefined ? store.sessions.latest() : findSession(store, name);
