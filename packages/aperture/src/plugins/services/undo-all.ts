import { ApertureError } from "@aperture/sdk";
import { idOf } from "../../control/look-up/ids.ts";
import type { Call } from "../../control/operations/control-service.ts";
import type { ServicesContext } from "./services-context.ts";
import { takeBackRest } from "./take-back-rest.ts";

/**
 * Takes back everything a plugin changed, staged and noted, in every session; what others did to the same blocks stays. Returns how many
 * things. The user does it, with the token: values that the plugin redacted may be sent again.
 */
export async function undoAll(
  context: ServicesContext,
  actor: string,
  apply: "when-free" | "now" = "when-free",
): Promise<number> {
  const { store, control } = context;
  const call: Call = { actor: "user", isTrusted: true };
  let undone = 0;
  // First: what waits must not go in while the rest is being taken back.
  for (const { id } of control.staging.ownedBy(actor)) {
    control.staging.remove(id);
    undone += 1;
  }
  for (const session of store.control.actors.sessionsOf(actor)) {
    const input = { session: idOf("session", session), actor, dryRun: false, apply };
    try {
      const { items } = await control.operations.undo(input, call);
      undone += items.filter(({ status }) => status !== "refused").length;
    } catch (error) {
      // It was undone before, or nothing is to change there now: the others are.
      if (!ApertureError.is(error) || !["nothing_to_undo", "mode_observe", "not_found"].includes(error.code))
        throw error;
    }
  }
  undone += takeBackRest(context, actor);
  for (const note of store.control.actors.notesOf(actor)) {
    control.operations.removeNote(idOf("note", note.n));
    undone += 1;
  }
  return undone;
}
