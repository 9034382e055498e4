import type { Change } from "@aperture/engine/governor/change";
import type { Move } from "@aperture/engine/governor/decide";
import { isWaiting } from "@aperture/engine/governor/transitions";
import type { PipelineResult } from "@aperture/engine/pipeline/run";
import type { Store } from "../../store/contract.ts";
import { recordInjection } from "../staging/record-injection.ts";
import type { GovernedRequest } from "./governed-request.ts";

/** Reasons kept with a change, characters. */
const LONGEST_REASON = 500;

/**
 * Writes what was decided, before a byte of it leaves: texts, changes and their states, one event. Returns the lane's changes
 * as they are now, those that are no end. Call inside a transaction.
 */
export function storeDecision(
  store: Store,
  request: GovernedRequest,
  result: PipelineResult,
  known: readonly Change[],
): Change[] {
  const moves = new Map<Change, Move[]>();
  for (const move of result.decision?.moves ?? []) moves.set(move.change, [...(moves.get(move.change) ?? []), move]);
  const told: { change: string; block: string; state: string; reason: string }[] = [];
  const alive: Change[] = [];

  for (const change of known) {
    const moved = movedBy(change, moves.get(change), request.number);
    if (moved !== change) {
      const last = moves.get(change)?.at(-1);
      store.control.changes.update(change.n, {
        state: moved.state,
        appliedTurn: moved.appliedTurn,
        changedAt: request.at,
        ...(moved.forced === change.forced ? {} : { forced: moved.forced }),
        ...(last?.price ? { price: last.price } : {}),
      });
      tell(moved, last?.reason ?? "");
    }
    if (isAlive(moved)) alive.push(moved);
  }
  for (const change of result.created) {
    const own = moves.get(change) ?? [];
    const moved = movedBy(change, own, request.number);
    // One that another took the place of before it was ever stored.
    if (!isAlive(moved)) continue;
    const stored = insertChange(store, request, result, moved, change);
    tell(stored, own.at(-1)?.reason ?? result.reasons.get(change) ?? "");
    alive.push(stored);
  }
  if (told.length > 0)
    store.events.append("changes-moved", {
      sessionId: `session-${request.session}`,
      lane: `lane-${request.lane}`,
      turn: request.number,
      changes: told,
    });
  return alive;

  function tell(change: Change, reason: string): void {
    told.push({ change: `change-${change.n}`, block: `block-${change.block}`, state: change.state, reason });
  }
}

const isAlive = ({ state }: Change): boolean => state === "applied" || isWaiting(state);

/** The change behind its moves; the same object where there were none. */
function movedBy(change: Change, moves: readonly Move[] | undefined, turn: number): Change {
  let moved = change;
  for (const { event, to } of moves ?? []) {
    if (to === moved.state) continue;
    const appliedTurn = event === "apply" ? turn : moved.appliedTurn;
    // That it was applied at once says nothing of when it is given back.
    const forced = event === "undo" ? false : moved.forced;
    moved = { ...moved, state: to, appliedTurn, forced };
  }
  return moved;
}

function insertChange(
  store: Store,
  { session, lane, at, number, dialect }: GovernedRequest,
  { reasons, origins, decision }: PipelineResult,
  change: Change,
  created: Change,
): Change {
  store.contents.put({ hash: change.hash, content: change.text });
  const block =
    change.kind === "insert"
      ? store.blocks.insert({
          session,
          lane,
          role: "user",
          key: `insert:${change.hash}`,
          hash: change.hash,
          rawHash: null,
          at,
          turn: number,
          origin: origins.get(created.block) ?? change.actor,
          meta: { provider: dialect.id, kind: "inserted" },
        }).n
      : change.block;
  const move = decision?.moves.findLast((candidate) => candidate.change === created);
  const { n } = store.control.changes.insert({
    operation: null,
    session,
    lane,
    block,
    kind: change.kind,
    level: change.level,
    actor: change.actor,
    reason: reasons.get(created)?.slice(0, LONGEST_REASON) ?? null,
    hash: change.hash,
    originalHash: change.originalHash,
    anchor: change.anchor,
    forced: change.forced,
    state: change.state,
    tokens: change.tokens,
    createdAt: at,
    appliedTurn: change.appliedTurn,
    changedAt: at,
    price: move?.price ?? decision?.waiting.get(created) ?? null,
  });
  const origin = origins.get(created.block);
  if (origin !== undefined) recordInjection(store, { origin, session, lane, change: n, hash: change.hash, at });
  return { ...change, n, block };
}
