import type { ChangeState } from "@aperture/sdk";

/**
 * What happens to a change. `apply`: the next request carries it. `undo`: somebody takes it back. `give-back`: the next
 * request carries the original again. `keep`: the undo is taken back. `replace`: another change takes its place. `vanish`: its
 * block left the conversation, or the client changed it.
 */
export type ChangeEvent = "apply" | "undo" | "give-back" | "keep" | "replace" | "vanish";

/** The life of a change, total: SPEC.md says why. An event that means nothing in a state leaves it. */
export const transitions: Readonly<Record<ChangeState, Readonly<Record<ChangeEvent, ChangeState>>>> = {
  pending: {
    apply: "applied",
    undo: "withdrawn",
    "give-back": "pending",
    keep: "pending",
    replace: "withdrawn",
    vanish: "retired",
  },
  applied: {
    apply: "applied",
    undo: "undo-pending",
    "give-back": "applied",
    keep: "applied",
    replace: "superseded",
    vanish: "retired",
  },
  "undo-pending": {
    apply: "undo-pending",
    undo: "undo-pending",
    "give-back": "undone",
    keep: "applied",
    replace: "undone",
    vanish: "retired",
  },
  undone: ended("undone"),
  withdrawn: ended("withdrawn"),
  retired: ended("retired"),
  // Without the one that took its place it would say it again: taken back, it does not.
  superseded: { ...ended("superseded"), undo: "undone" },
};

function ended(state: ChangeState): Readonly<Record<ChangeEvent, ChangeState>> {
  return { apply: state, undo: state, "give-back": state, keep: state, replace: state, vanish: state };
}

/** States in which a change's text is what is sent. */
export const inForce = (state: ChangeState): boolean => state === "applied" || state === "undo-pending";
/** States in which it waits for the governor. */
export const isWaiting = (state: ChangeState): boolean => state === "pending" || state === "undo-pending";
