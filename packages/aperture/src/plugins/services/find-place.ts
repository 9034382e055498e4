import type { GrantedIn } from "@aperture/host/host/services";
import { findBlock } from "../../control/look-up/find-block.ts";
import { newestSnapshot, preferredLane } from "../../control/look-up/lane-snapshot.ts";
import { sessionAsked } from "../../control/look-up/session-asked.ts";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord, SessionRecord } from "../../store/records.ts";
import type { Scope, Standing } from "./scope.ts";

export interface SessionPlace {
  readonly session: SessionRecord;
  readonly scope: Scope;
}

export interface BlockPlace extends SessionPlace {
  readonly block: BlockRecord;
}

/** The session that is meant, and what the plugin may do in its project; null before any spoke. Throws `not_found`. */
export function sessionPlace(
  store: Store,
  actor: string,
  name: string | undefined,
  granted: GrantedIn,
): SessionPlace | null {
  const session = sessionAsked(store, name);
  return session ? { session, scope: { actor, granted: granted(session.project) } } : null;
}

/** The same by block. Throws `not_found`. */
export function blockPlace(store: Store, actor: string, id: string, granted: GrantedIn): BlockPlace {
  const block = findBlock(store, id);
  const session = store.sessions.get(block.session)!;
  return { block, session, scope: { actor, granted: granted(session.project) } };
}

/** Role, and zone as the main lane has it, else the lane it came from; what stands nowhere is in the middle. */
export function standingOf(store: Store, block: BlockRecord): Standing {
  const lanes = store.lanes.ofSession(block.session);
  const own = lanes.find(({ n }) => n === block.lane);
  for (const lane of new Set([preferredLane(lanes), own])) {
    const place = lane && newestSnapshot(store, lane)?.places.get(block.n);
    if (place) return { role: block.role, zone: place.zone };
  }
  return { role: block.role, zone: "middle" };
}
