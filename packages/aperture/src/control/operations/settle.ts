import { transitions } from "@aperture/engine/governor/transitions";
import type { ChangeState } from "@aperture/sdk";
import type { ChangeRecord } from "../../store/control-records.ts";
import type { PlannedChange } from "../contract.ts";
import type { Decisions } from "../look-up/decisions.ts";
import type { Wording } from "./wish.ts";

/** A change that is there already comes to another state. */
export interface StateWrite {
  readonly change: ChangeRecord;
  readonly state: ChangeState;
  readonly forced?: boolean;
}

/** What a wish means for the changes a block has. */
export interface Settlement {
  readonly states: readonly StateWrite[];
  /** Said from now on by a new change. */
  readonly adds: Wording | null;
  /** A change that waits already and says the same. */
  readonly waits: ChangeRecord | null;
  /** What the governor is asked about; null where no bytes change. */
  readonly planned: Omit<PlannedChange, "tokens"> | null;
  /** Where no bytes change: why. */
  readonly reason: string;
}

interface Asked {
  readonly block: number;
  readonly forced: boolean;
}

const unchanged = (reason: string, states: readonly StateWrite[] = []): Settlement => ({
  states,
  adds: null,
  waits: null,
  planned: null,
  reason,
});

/** The block shall say this. One text waits at most: an earlier one is withdrawn; what is in force stays until this is sent. */
export function settleWording({ inForce, pending }: Decisions, wording: Wording, { block, forced }: Asked): Settlement {
  const { kind, level, anchor } = wording;
  const planned = { block, kind, level, forced, ...(anchor === undefined ? {} : { anchor }) };
  if (pending && says(pending, wording)) {
    const states = forced && !pending.forced ? [{ change: pending, state: pending.state, forced: true }] : [];
    return {
      states,
      adds: null,
      waits: pending,
      planned: { ...planned, forced: forced || pending.forced },
      reason: "",
    };
  }
  const withdrawn = pending ? [moved(pending, "replace")] : [];
  if (!inForce || !says(inForce, wording))
    return { states: withdrawn, adds: wording, waits: null, planned, reason: "" };
  if (inForce.state === "undo-pending")
    return unchanged("it is still sent so: the undo is taken back", [...withdrawn, moved(inForce, "keep")]);
  return unchanged(
    withdrawn.length > 0 ? "it is sent so already; what waited is withdrawn" : "it is sent so already",
    withdrawn,
  );
}

/** The block shall be what the client sent; an inserted one shall be gone. */
export function settleGiveBack({ inForce, pending }: Decisions, { block, forced }: Asked): Settlement {
  const withdrawn = pending ? [moved(pending, "undo")] : [];
  if (!inForce)
    return unchanged(
      pending ? "it had not been sent: withdrawn" : "nothing is done to it: it is sent as it came",
      withdrawn,
    );
  const { kind } = inForce;
  // That it was wanted now does not make its undo wanted now.
  const isFirst = inForce.state !== "undo-pending";
  const back: StateWrite = { ...moved(inForce, "undo"), ...(isFirst || forced ? { forced } : {}) };
  const isNew = back.state !== inForce.state || (forced && !inForce.forced);
  return {
    states: isNew ? [...withdrawn, back] : withdrawn,
    adds: null,
    waits: inForce,
    planned: { block, kind, level: "original", forced: forced || (!isFirst && inForce.forced) },
    reason: "",
  };
}

/** Redactions stand beside whatever else is done to the block: nothing is withdrawn for them. */
export function settleRedaction({ redactions }: Decisions, wording: Wording, { block }: Asked): Settlement {
  if (redactions.some((change) => says(change, wording))) return unchanged("it is redacted already");
  const planned = { block, kind: wording.kind, level: wording.level, forced: true };
  return { states: [], adds: wording, waits: null, planned, reason: "" };
}

const says = (change: ChangeRecord, wording: Wording): boolean =>
  change.hash === wording.hash && change.kind === wording.kind && change.level === wording.level;

const moved = (change: ChangeRecord, event: "undo" | "replace" | "keep"): StateWrite => ({
  change,
  state: transitions[change.state][event],
});
