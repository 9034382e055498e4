import type { UpdatePhase } from "@aperture/sdk";

/**
 * What happens to an update. `found`: there is this version. `cool`, `ask`, `pin`: something is in its way. `begin`: nothing is, and somebody
 * wants it. `interrupt`: nobody wants it just now, or the program ended. `refuse`: what was measured says no. `shadow`: it is shown live requests.
 * `swap`: it is what runs. `settle`: the watch is over and found nothing. `roll-back`: the version before runs again.
 */
export type UpdateEvent =
  | "found"
  | "cool"
  | "ask"
  | "pin"
  | "begin"
  | "interrupt"
  | "refuse"
  | "shadow"
  | "swap"
  | "settle"
  | "roll-back";

/** `illegal`: the program is at fault. */
export type UpdateCell = UpdatePhase | "illegal";

/** Nothing of it runs, and nothing is under way: somebody may begin it, or something is in its way. */
const resting: Readonly<Record<UpdateEvent, UpdateCell>> = {
  found: "available",
  cool: "cooling",
  ask: "needs-consent",
  pin: "pinned",
  begin: "proving",
  interrupt: "available",
  refuse: "refused",
  shadow: "illegal",
  swap: "illegal",
  settle: "illegal",
  "roll-back": "illegal",
};

/** Over, one way or the other: it stays told until another version is found, or somebody begins it by hand. */
const over = (phase: UpdatePhase): Readonly<Record<UpdateEvent, UpdateCell>> => ({ ...resting, interrupt: phase });

/** The life of an update, total: SPEC.md says why. */
export const updatePhases: Readonly<Record<UpdatePhase, Readonly<Record<UpdateEvent, UpdateCell>>>> = {
  available: resting,
  cooling: resting,
  "needs-consent": resting,
  pinned: resting,
  refused: over("refused"),
  done: { ...over("done"), "roll-back": "rolled-back" },
  "rolled-back": over("rolled-back"),
  proving: {
    found: "illegal",
    cool: "illegal",
    ask: "illegal",
    pin: "pinned",
    begin: "illegal",
    interrupt: "available",
    refuse: "refused",
    shadow: "shadowing",
    swap: "watching",
    settle: "illegal",
    "roll-back": "illegal",
  },
  shadowing: {
    found: "illegal",
    cool: "illegal",
    ask: "illegal",
    pin: "pinned",
    begin: "illegal",
    interrupt: "available",
    refuse: "refused",
    shadow: "illegal",
    swap: "watching",
    settle: "illegal",
    "roll-back": "illegal",
  },
  watching: {
    found: "illegal",
    cool: "illegal",
    ask: "illegal",
    pin: "illegal",
    begin: "illegal",
    interrupt: "watching",
    refuse: "illegal",
    shadow: "illegal",
    swap: "illegal",
    settle: "done",
    "roll-back": "rolled-back",
  },
};

/** It is worked on, or watched. */
export const isUnderWay = (phase: UpdatePhase): boolean =>
  phase === "proving" || phase === "shadowing" || phase === "watching";
