import { transitions } from "@aperture/engine/governor/transitions";
import { ApertureError, type OperationResult, type UndoOperations } from "@aperture/sdk";
import type { z } from "zod";
import type { ChangeRecord, OperationRecord } from "../../store/control-records.ts";
import type { SessionRecord } from "../../store/records.ts";
import { findNumbered } from "../look-up/find-numbered.ts";
import { findSession } from "../look-up/find-session.ts";
import { idOf } from "../look-up/ids.ts";
import { carryOut } from "./carry-out.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { inSlices } from "./in-slices.ts";
import { LaneReader } from "./lane-reader.ts";
import { logInput } from "./log-input.ts";
import { allOperations, gaveBackOf, type Pair, Standing } from "./standing.ts";
import type { Wish } from "./wish.ts";

type Input = z.output<typeof UndoOperations>;

interface Selected {
  readonly session: SessionRecord;
  /** Newest first. */
  readonly operations: readonly OperationRecord[];
  /** Of stages that act on their own. */
  readonly changes: readonly ChangeRecord[];
  /** Of those, what a later change took the place of: without that one they would be back. */
  readonly buried: readonly ChangeRecord[];
}

/**
 * Takes back operations: every block they touched is what it would be had they not happened; what others did to it stays.
 * Undoing an undo brings back what it took away.
 */
export async function undoOperations(context: OperationContext, input: Input, call: Call): Promise<OperationResult> {
  const { store } = context;
  const { session, operations, changes, buried } = select(context, input);
  const without = {
    operations: new Set(operations.map(({ n }) => n)),
    changes: new Set([...changes, ...buried].map(({ n }) => n)),
  };
  const standing = new Standing(store, session.n, without);
  for (const operation of operations) mayUndo(operation, standing, call);
  const touched = operations.flatMap((operation) => standing.hangingOn(operation));
  const lanes = new LaneReader(store, session);
  // Of what is buried too: an undo of what took its place may have brought it back.
  const pairs = [...changes, ...buried, ...touched.flatMap((operation) => pairsOf(context, operation))];
  const wordings = await inSlices(unique(pairs), (pair) =>
    lanes.wishFor(pair, (record) => standing.wordingOf(pair, record)),
  );
  const wishes = [
    ...wordings.flat(),
    ...settingsWishes(lanes, standing, touched),
    ...touched.flatMap((operation) => redactedWishes(context, lanes, operation)),
  ];
  return carryOut(context, {
    kind: "undo",
    session,
    input: { ...logInput(input), undone: operations.map(({ n }) => idOf("operation", n)) },
    how: input,
    call,
    isSingle: false,
    wishes,
    isWorthLogging: true,
    also(undo) {
      for (const operation of operations) {
        store.control.operations.markUndone(operation.n, undo.n);
        endRedactions(context, operation, undo.at);
      }
      for (const { n, state } of buried)
        store.control.changes.update(n, { state: transitions[state].undo, changedAt: undo.at });
    },
  });
}

function select({ store }: OperationContext, input: Input): Selected {
  if (input.operation !== undefined) {
    const operation = findNumbered("operation", input.operation, (n) => store.control.operations.get(n), "/operation");
    const { n, undoneBy } = operation;
    if (!new Standing(store, operation.session, { operations: new Set(), changes: new Set() }).stands(n))
      throw new ApertureError("already_undone", {
        id: input.operation,
        by: idOf("operation", undoneBy ?? 0),
        pointer: "/operation",
      });
    return { session: store.sessions.get(operation.session)!, operations: [operation], changes: [], buried: [] };
  }
  if (input.turn === undefined && input.actor === undefined)
    throw new ApertureError("invalid_input", {
      detail: "Say which: an operation, a turn or an actor",
      pointer: "/operation",
    });
  const session = input.session === undefined ? store.sessions.latest() : findSession(store, input.session, "/session");
  if (!session) throw new ApertureError("no_session");
  const { turn = 0, actor } = input;
  const standing = new Standing(store, session.n, { operations: new Set(), changes: new Set() });
  const operations = allOperations(store, session.n).filter(
    (operation) =>
      isDecision(operation) &&
      operation.turn >= turn &&
      (actor ?? operation.actor) === operation.actor &&
      standing.stands(operation.n),
  );
  const made = store.control.changes
    .ofSession(session.n, ["pending", "applied", "superseded"])
    .filter(
      (change) =>
        change.operation === null &&
        change.kind !== "redact" &&
        (actor ?? change.actor) === change.actor &&
        (change.appliedTurn ?? turn) >= turn,
    );
  const buried = made.filter(({ state }) => state === "superseded");
  const changes = made.filter((change) => !buried.includes(change));
  if (operations.length === 0 && changes.length === 0) {
    const since = input.turn === undefined ? "" : ` since turn ${turn}`;
    const reason = `${actor ?? "nobody"} did nothing${since} in ${idOf("session", session.n)} that still stands`;
    throw new ApertureError("nothing_to_undo", { reason, pointer: input.turn === undefined ? "/actor" : "/turn" });
  }
  return { session, operations, changes, buried };
}

/** Undos follow from what they undo, and what was told to go at once is undone with what it was. */
const isDecision = ({ kind }: OperationRecord): boolean => kind !== "undo" && kind !== "apply";

/** Undoing a redaction sends a secret: that takes the token, as redacting does. What was told is not hidden again by undoing that. */
function mayUndo({ kind, n }: OperationRecord, standing: Standing, call: Call): void {
  if (kind === "apply") {
    const reason = `${idOf("operation", n)} only said when; undo the operations whose changes it applied`;
    throw new ApertureError("nothing_to_undo", { reason, pointer: "/operation" });
  }
  if (kind === "redact" && !call.isTrusted) throw new ApertureError("token_required");
  const undone = kind === "undo" ? standing.undoneBy(n) : [];
  if (undone.length > 0 && undone.every((operation) => operation.kind === "redact"))
    throw new ApertureError("nothing_to_undo", {
      reason: `the values of ${undone.map((operation) => idOf("operation", operation.n)).join(", ")} are sent again; redact them anew`,
    });
}

const pairsOf = ({ store }: OperationContext, operation: OperationRecord): Pair[] => [
  ...store.control.changes.ofOperation(operation.n).filter(({ kind }) => kind !== "redact"),
  ...gaveBackOf(operation),
];

const unique = (pairs: readonly Pair[]): Pair[] => [
  ...new Map(pairs.map(({ lane, block }) => [`${lane}:${block}`, { lane, block }])).values(),
];

function settingsWishes(lanes: LaneReader, standing: Standing, operations: readonly OperationRecord[]): Wish[] {
  const setting = operations.filter(({ kind }) => ["pin", "unpin", "move", "checkpoint"].includes(kind));
  const blocks = new Set(setting.flatMap(({ blocks: touched }) => touched));
  return [...blocks].flatMap((block) => lanes.settingsWish(standing.settingsOf(block, lanes.session.n)));
}

/** Values in these blocks are sent again, from the next request on. */
function redactedWishes({ store }: OperationContext, lanes: LaneReader, operation: OperationRecord): Wish[] {
  if (operation.kind !== "redact") return [];
  return store.control.changes.ofOperation(operation.n).flatMap(({ lane, block }): Wish[] => {
    const target = lanes.target({ lane, block });
    const reason = "its values are sent again";
    return target ? [{ do: "nothing", ...target, reason, status: "next-request" }] : [];
  });
}

function endRedactions({ store }: OperationContext, operation: OperationRecord, at: number): void {
  if (operation.kind !== "redact") return;
  const { redactions, changes } = store.control;
  for (const redaction of redactions.ofSession(operation.session))
    if (redaction.operation === operation.n) redactions.setActive(redaction.n, false);
  // They work by value, so there is nothing to wait for: what was applied is given back with the next request.
  for (const { n, kind, state } of changes.ofOperation(operation.n))
    if (kind === "redact" && (state === "pending" || state === "applied"))
      changes.update(n, { state: state === "pending" ? "withdrawn" : "undone", changedAt: at });
}
