import type { GrantedIn, StateCallName } from "@aperture/host/host/services";
import type { CapabilityOutput, CapabilityRead } from "@aperture/sdk";
import { hideValues } from "../../control/look-up/hide-values.ts";
import type { SessionRecord } from "../../store/records.ts";
import { sessionPlace } from "./find-place.ts";
import { mayRead, type Scope } from "./scope.ts";
import type { ServicesContext } from "./services-context.ts";

/** Each takes some look-ups, in the loop that also relays. */
const MOST = 100;

type Answer<Name extends StateCallName> = CapabilityOutput<Name>;

export function stateOfSession(
  context: ServicesContext,
  actor: string,
  { session }: CapabilityRead<"state.session">,
  granted: GrantedIn,
): Answer<"state.session"> {
  const place = sessionPlace(context.store, actor, session, granted);
  return place && shown(context, place.session, place.scope);
}

/** The one that spoke last first. */
export function stateOfSessions(
  context: ServicesContext,
  actor: string,
  { limit }: CapabilityRead<"state.sessions">,
  granted: GrantedIn,
): Answer<"state.sessions"> {
  const sessions = context.store.sessions.list({ limit: Math.min(limit, MOST) });
  return { sessions: sessions.map((session) => shown(context, session, { actor, granted: granted(session.project) })) };
}

/** A label may be the conversation's first words, which the user said. */
function shown(
  { store, views }: ServicesContext,
  session: SessionRecord,
  scope: Scope,
): CapabilityOutput<"state.sessions">["sessions"][number] {
  const view = views.session(session);
  const isReadable =
    mayRead(scope, { role: "user", zone: "primacy" }) || mayRead(scope, { role: "user", zone: "middle" });
  return { ...view, label: isReadable ? hideValues(store, session.n, view.label) : null };
}
