import { isWaiting } from "@aperture/engine/governor/transitions";
import { ApertureError, type ApplyPending, type OperationResult, type Pending } from "@aperture/sdk";
import type { z } from "zod";
import type { ChangeRecord } from "../../store/control-records.ts";
import type { SessionRecord } from "../../store/records.ts";
import { findNumbered } from "../look-up/find-numbered.ts";
import { idOf, numberOf } from "../look-up/ids.ts";
import { sessionAsked } from "../look-up/session-asked.ts";
import { noPrice } from "./add-prices.ts";
import { carryOut } from "./carry-out.ts";
import { changeView } from "./change-view.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { LaneReader } from "./lane-reader.ts";
import type { Wish } from "./wish.ts";

/** What waits in a session, and what applying all of it now would cost. */
export function pendingChanges({ store, governor }: OperationContext, session: SessionRecord | undefined): Pending {
  if (!session) return { session: null, changes: [], next: [], price: noPrice };
  return {
    session: idOf("session", session.n),
    changes: waitingOf(store, session).map(changeView),
    next: [...governor.goesNext(session.n)].map((n) => idOf("change", n)),
    price: governor.pendingPrice(session.n),
  };
}

const waitingOf = (store: OperationContext["store"], { n }: SessionRecord): ChangeRecord[] =>
  store.control.changes.ofSession(n, ["pending", "undo-pending"]);

/** With the next request, whatever it costs: everything that waits, or these changes. */
export async function applyPending(
  context: OperationContext,
  input: z.output<typeof ApplyPending>,
  call: Call,
): Promise<OperationResult> {
  const { store } = context;
  const get = (n: number): ChangeRecord | undefined => store.control.changes.get(n);
  const first = input.changes?.length === 1 ? findNumbered("change", input.changes[0]!, get) : undefined;
  const session = first ? store.sessions.get(first.session) : sessionAsked(store, input.session);
  if (!session) throw new ApertureError("no_session");
  const lanes = new LaneReader(store, session);

  function wishFor(id: string, change: ChangeRecord | undefined): Wish {
    const refused = { do: "refuse", id, lane: change?.lane ?? null } as const;
    if (!change) return { ...refused, code: "not_found", reason: `there is no change ${id}` };
    if (change.session !== session!.n)
      return { ...refused, code: "other_session", reason: `it belongs to ${idOf("session", change.session)}` };
    const target = lanes.target(change);
    if (!target) return { ...refused, code: "not_live", reason: `${idOf("block", change.block)} is gone` };
    if (!isWaiting(change.state))
      return { do: "nothing", ...target, reason: `it does not wait: it is ${change.state}` };
    if (change.state === "undo-pending") return { do: "give-back", ...target };
    const { kind, level, hash, actor, anchor } = change;
    const text = store.contents.text(hash) ?? "";
    const place = kind === "insert" ? { anchor } : {};
    return { do: "say", ...target, wording: { kind, level, hash, actor, text, ...place } };
  }

  const wishes =
    input.changes === undefined
      ? waitingOf(store, session).map((change) => wishFor(idOf("change", change.n), change))
      : [...new Set(input.changes)].map((id) => wishFor(id, get(numberOf("change", id) ?? 0)));
  return carryOut(context, {
    kind: "apply",
    session,
    input: { ...(input.changes ? { changes: input.changes } : {}) },
    how: { dryRun: false, apply: "now" },
    call,
    isSingle: first !== undefined,
    wishes,
  });
}
