import { ApertureError } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { SessionRecord } from "../../store/records.ts";
import { idOf, numberOf } from "./ids.ts";
import { nearest } from "./nearest.ts";

/** A session by id or label. Throws `not_found` with the id or label that comes closest, `no_session` where there is none. */
export function findSession(store: Store, name: string, pointer?: string): SessionRecord {
  const number = numberOf("session", name);
  const found = (number === undefined ? undefined : store.sessions.get(number)) ?? store.sessions.byLabel(name);
  if (found) return found;
  // Among the last hundred: a guess in a thousand labels would hold the event loop for longer than it helps.
  const known = store.sessions.list({ limit: 100 });
  if (known.length === 0) throw new ApertureError("no_session");
  const names = known.flatMap((session) => [idOf("session", session.n), session.label]);
  const newest = known[0]!;
  throw new ApertureError("not_found", {
    what: "session",
    id: name.slice(0, 100),
    hint: `The nearest is ${nearest(name, names)}; the newest is ${idOf("session", newest.n)} (${newest.label})`,
    ...(pointer === undefined ? {} : { pointer }),
  });
}
