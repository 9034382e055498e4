import type { GrantedIn } from "@aperture/host/host/services";
import { ApertureError, type CapabilityRead } from "@aperture/sdk";
import { idOf } from "../../control/look-up/ids.ts";
import { newestSnapshot, preferredLane } from "../../control/look-up/lane-snapshot.ts";
import { blockPlace, sessionPlace } from "./find-place.ts";
import { pluginOf } from "./plugin-of.ts";
import { deny } from "./scope.ts";
import type { ServicesContext } from "./services-context.ts";

/** Notes that one plugin may have: each is read with its block's. */
const MOST = 5_000;

/** A note on a block; without one, on the session: beside the first block of its conversation. Throws `permission_denied`, `not_found`. */
export function addNote(
  context: ServicesContext,
  actor: string,
  input: CapabilityRead<"notes.add">,
  granted: GrantedIn,
): void {
  const { store, control } = context;
  const place =
    input.block === undefined
      ? sessionPlace(store, actor, input.session, granted)
      : blockPlace(store, actor, input.block, granted);
  if (!place) throw new ApertureError("no_session");
  if (!place.scope.granted.notes) deny(place.scope, "notes");
  if (store.control.actors.notesOf(actor).length >= MOST)
    throw new ApertureError("quota_exceeded", { plugin: pluginOf(actor), limit: `${MOST} notes` });
  const block = input.block ?? firstBlock(context, place.session.n);
  control.operations.addNote(block, input.text, { actor, isTrusted: false });
}

function firstBlock({ store }: ServicesContext, session: number): string {
  const lane = preferredLane(store.lanes.ofSession(session));
  const first = lane && newestSnapshot(store, lane)?.places.keys().next().value;
  if (first === undefined)
    throw new ApertureError("no_place", { reason: `${idOf("session", session)} has no blocks yet` });
  return idOf("block", first);
}
