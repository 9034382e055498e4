import type { OperationCallName } from "@aperture/host/host/services";
import { ApertureError, type OperationItem } from "@aperture/sdk";
import { findLane } from "../../control/look-up/find-lane.ts";
import { idOf, numberOf } from "../../control/look-up/ids.ts";
import { type LaneSnapshot, newestSnapshot, preferredLane } from "../../control/look-up/lane-snapshot.ts";
import { allOperations } from "../../control/operations/standing.ts";
import type { BlockRecord } from "../../store/records.ts";
import type { SessionPlace } from "./find-place.ts";
import { isWithin } from "./scope.ts";
import type { ServicesContext } from "./services-context.ts";
import { searched } from "./state-of-blocks.ts";

export interface TargetsAsked {
  readonly ids?: readonly string[] | undefined;
  readonly selector?: string | undefined;
  readonly lane?: string | undefined;
}

export interface SplitTargets {
  /** What it may be done to. */
  readonly ids: string[];
  readonly refused: OperationItem[];
}

/** Most blocks that a plugin's selector takes at once. */
const MOST = 10_000;

/** Blocks that an operation of a plugin is for: those that are within its reach and left to it, and why others are not. */
export function splitTargets(
  context: ServicesContext,
  place: SessionPlace,
  name: OperationCallName,
  asked: TargetsAsked,
): SplitTargets {
  const { store } = context;
  const { session, scope } = place;
  if ((asked.ids === undefined) === (asked.selector === undefined))
    throw new ApertureError("invalid_input", { detail: "Give either ids or a selector", pointer: "/ids" });
  const lanes = store.lanes.ofSession(session.n);
  const snapshots = (asked.lane === undefined ? lanes : [findLane(session, lanes, asked.lane)]).flatMap(
    (lane) => newestSnapshot(store, lane) ?? [],
  );
  const main = preferredLane(snapshots.map(({ lane }) => lane));
  const selected = asked.ids ?? selectedIds(context, place, main && idOf("lane", main.n), asked.selector!);
  const ids: string[] = [];
  const refused: OperationItem[] = [];
  const movedByUser = name === "blocks.move" ? blocksMovedByUser(context, session.n) : null;
  for (const id of new Set(selected)) {
    const number = numberOf("block", id);
    const block = number === undefined ? undefined : store.blocks.get(number);
    // What is not there, or another session's, is refused by the operation itself, with the nearest.
    const reason = block?.session === session.n ? whyNot(block) : null;
    if (reason === null) ids.push(id);
    else refused.push(refusedItem(id, block!, reason));
  }
  return { ids, refused };

  function whyNot(block: BlockRecord): { code: string; reason: string } | null {
    const live = snapshots.filter(({ places }) => places.has(block.n));
    const zones = live.length > 0 ? live.map(({ places }) => places.get(block.n)!.zone) : (["middle"] as const);
    // In every lane: an operation on a block is for all lanes in which it is live.
    if (!zones.every((zone) => isWithin(scope, { role: block.role, zone })))
      return { code: "permission_denied", reason: `it is ${block.role} in ${zones.join(", ")}: that was not granted` };
    const settings = live[0]?.settings.get(block.n);
    if (settings?.pinned && name !== "blocks.redact" && name !== "blocks.insert")
      return { code: "pinned", reason: "it is pinned: only the user changes that" };
    if (movedByUser?.has(block.n) && settings?.zone)
      return { code: "permission_denied", reason: "the user chose its zone" };
    return name === "blocks.redact" || name === "blocks.insert"
      ? null
      : (live.map(decidedByOthers(block)).find(Boolean) ?? null);
  }

  function decidedByOthers(block: BlockRecord) {
    return ({ decisions }: LaneSnapshot): { code: string; reason: string } | null => {
      const { inForce, pending } = decisions.get(block.n) ?? {};
      const actors = [inForce?.actor, pending?.actor].filter((actor) => actor !== undefined);
      if (actors.includes("user") && name !== "blocks.pin" && name !== "blocks.move")
        return { code: "permission_denied", reason: "the user decided what it says" };
      const other = actors.find((actor) => actor !== scope.actor);
      if (other !== undefined && name === "blocks.restore")
        return { code: "permission_denied", reason: `what it says is ${other}'s` };
      return null;
    };
  }
}

function selectedIds(
  context: ServicesContext,
  { session, scope }: SessionPlace,
  lane: string | undefined,
  select: string,
): string[] {
  if (lane === undefined) return [];
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const query = {
      session: idOf("session", session.n),
      lane,
      select,
      scope: "live" as const,
      contentLimit: 0,
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    };
    const page = context.views.blocks(query, searched(context, scope));
    ids.push(...page.blocks.map(({ id }) => id));
    after = page.next ?? undefined;
  } while (after !== undefined && ids.length < MOST);
  return ids;
}

/** Blocks that the user put in a zone last. */
function blocksMovedByUser({ store }: ServicesContext, session: number): ReadonlySet<number> {
  const last = new Map<number, string>();
  for (const { kind, actor, blocks } of allOperations(store, session))
    if (kind === "move" || kind === "checkpoint") for (const n of blocks) if (!last.has(n)) last.set(n, actor);
  return new Set([...last].flatMap(([n, actor]) => (actor === "user" ? [n] : [])));
}

const refusedItem = (
  id: string,
  block: BlockRecord,
  { code, reason }: { code: string; reason: string },
): OperationItem => ({
  id,
  lane: idOf("lane", block.lane),
  status: "refused",
  code,
  reason,
  change: null,
  price: null,
  tokensBefore: 0,
  tokensAfter: 0,
});
