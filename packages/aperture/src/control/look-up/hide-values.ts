import { redactText } from "@aperture/engine/redaction/redact-text";
import type { Store } from "../../store/contract.ts";

/** A text without the values that must not leave a session: what it is named, noted and told by may quote one. */
export function hideValues(store: Pick<Store, "control">, session: number, text: string): string {
  return redactText(text, store.control.redactions.ofSession(session));
}

/** The same for many texts: each session's values are read once, and looked for by one automaton. */
export function valueHider(store: Pick<Store, "control">): (session: number, text: string) => string {
  const known = new Map<number, ReturnType<Store["control"]["redactions"]["ofSession"]>>();
  return (session, text) => {
    const redactions = known.get(session) ?? store.control.redactions.ofSession(session);
    known.set(session, redactions);
    return redactText(text, redactions);
  };
}
