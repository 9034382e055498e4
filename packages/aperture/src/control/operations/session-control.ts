import { type Budget, type SessionControl, SetBudget, type SetControl } from "@aperture/sdk";
import type { z } from "zod";
import type { SessionRecord } from "../../store/records.ts";
import { idOf } from "../look-up/ids.ts";
import type { OperationContext } from "./context.ts";

export function sessionControl({ governor, isHolding }: OperationContext, { n }: SessionRecord): SessionControl {
  const { mode, holdout } = governor.control(n);
  return { sessionId: idOf("session", n), mode, holdout, holding: isHolding(n) };
}

/** Sets what is given; a mode of null is as configured again. */
export function setControl(
  context: OperationContext,
  session: SessionRecord,
  { mode, holdout }: z.output<typeof SetControl>,
): SessionControl {
  set(context, session, { ...(mode === undefined ? {} : { mode }), ...(holdout === undefined ? {} : { holdout }) });
  return sessionControl(context, session);
}

/** Sets what is given; the rest stays as it was set before, or as configured. */
export function setBudget(
  context: OperationContext,
  session: SessionRecord,
  input: z.output<typeof SetBudget>,
): Budget {
  const before = SetBudget.safeParse(context.store.control.sessionSettings.get(session.n, "budget"));
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  set(context, session, { budget: { ...(before.success ? before.data : {}), ...given } });
  return context.governor.control(session.n).budget;
}

function set(
  { store, governor }: OperationContext,
  { n }: SessionRecord,
  values: Readonly<Record<string, unknown>>,
): void {
  store.transaction(() => {
    for (const [name, value] of Object.entries(values)) store.control.sessionSettings.put(n, name, value);
    store.events.append("session-control-set", { sessionId: idOf("session", n) });
  });
  governor.touched(n);
}
