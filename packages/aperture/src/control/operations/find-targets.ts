import { matchSelector } from "@aperture/engine/selectors/match";
import { ApertureError } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord, LaneRecord, SessionRecord } from "../../store/records.ts";
import { findBlock, hintForBlock } from "../look-up/find-block.ts";
import { findLane } from "../look-up/find-lane.ts";
import { findSession } from "../look-up/find-session.ts";
import { idOf, numberOf } from "../look-up/ids.ts";
import {
  type LaneSnapshot,
  newestSnapshot,
  newestTurn,
  preferredLane,
  takeSnapshot,
} from "../look-up/lane-snapshot.ts";
import { readSelector } from "../look-up/read-selector.ts";
import { selectorBlocks } from "../look-up/selector-blocks.ts";
import type { Refused, Target } from "./wish.ts";

export interface TargetInput {
  readonly ids?: readonly string[] | undefined;
  readonly selector?: string | undefined;
  readonly session?: string | undefined;
  readonly lane?: string | undefined;
}

export interface Targets {
  readonly session: SessionRecord;
  /** In the order asked for; by selector in prompt order. Refused ones stand where they were asked for. */
  readonly found: readonly (Target | Refused)[];
  /** True where exactly one block was named. */
  readonly isSingle: boolean;
}

/** Blocks that an operation is for. Throws where nothing can be told per block: no session, no such selector, one unknown id. */
export function findTargets(store: Store, input: TargetInput): Targets {
  if ((input.ids === undefined) === (input.selector === undefined))
    throw new ApertureError("invalid_input", { detail: "Give either ids or a selector", pointer: "/ids" });
  return input.ids === undefined ? bySelector(store, input, input.selector!) : byIds(store, input, input.ids);
}

function bySelector(store: Store, input: TargetInput, text: string): Targets {
  const selector = readSelector(text, { pointer: "/selector" });
  const session = input.session === undefined ? store.sessions.latest() : findSession(store, input.session);
  if (!session) throw new ApertureError("no_session");
  const lanes = store.lanes.ofSession(session.n);
  const lane = input.lane === undefined ? preferredLane(lanes) : findLane(session, lanes, input.lane);
  const snapshot = lane && newestSnapshot(store, lane);
  if (!snapshot) return { session, found: [], isSingle: false };
  const blocks = store.blocks.many([...snapshot.places.keys()]);
  const asked = selectorBlocks(store, blocks, [snapshot]);
  const found = blocks.flatMap((block, index) =>
    matchSelector(selector, asked[index]!) ? [{ block, lane: snapshot }] : [],
  );
  return { session, found, isSingle: false };
}

function byIds(store: Store, input: TargetInput, given: readonly string[]): Targets {
  const ids = [...new Set(given)];
  if (ids.length === 1) findBlock(store, ids[0]!, "/ids/0");
  const numbers = ids.map((id) => numberOf("block", id));
  const known = new Map(store.blocks.many(numbers.filter((n) => n !== undefined)).map((block) => [block.n, block]));
  const blocks = numbers.map((n) => (n === undefined ? undefined : known.get(n)));
  const first = blocks.find((block) => block !== undefined);
  const session =
    input.session !== undefined
      ? findSession(store, input.session)
      : first
        ? store.sessions.get(first.session)
        : store.sessions.latest();
  if (!session) throw new ApertureError("no_session");
  const lanes = store.lanes.ofSession(session.n);
  const only = input.lane === undefined ? undefined : findLane(session, lanes, input.lane);
  const live = liveLanes(store, only ? [only] : lanes);
  const found = ids.flatMap((id, index): (Target | Refused)[] => {
    const block = blocks[index];
    if (!block) return [refused(id, null, "not_found", `There is no block ${id}. ${hintForBlock(store, id)}`)];
    if (block.session !== session.n) return [foreign(id, block, session)];
    const places = live(block);
    return places.length > 0 ? places.map((lane) => ({ block, lane })) : [notLive(id, block, only)];
  });
  return { session, found, isSingle: ids.length === 1 };
}

/** Snapshots of the lanes in which a block is live; each lane is read once, and only where one of its blocks is asked for. */
function liveLanes(store: Store, lanes: readonly LaneRecord[]): (block: BlockRecord) => LaneSnapshot[] {
  const newest = lanes.map((lane) => {
    const turn = newestTurn(store, lane);
    return { lane, turn, blocks: new Set(turn ? [...turn.blocks, ...turn.answerBlocks] : []) };
  });
  const taken = new Map<number, LaneSnapshot>();
  return (block) =>
    newest.flatMap(({ lane, turn, blocks }) => {
      const isInserted = block.lane === lane.n && block.origin !== "client";
      if (!turn || !(blocks.has(block.n) || isInserted)) return [];
      const snapshot = taken.get(lane.n) ?? takeSnapshot(store, lane, turn);
      taken.set(lane.n, snapshot);
      return snapshot.places.has(block.n) ? [snapshot] : [];
    });
}

const refused = (id: string, lane: number | null, code: Refused["code"], reason: string): Refused => ({
  do: "refuse",
  id,
  lane,
  code,
  reason,
});

function foreign(id: string, block: BlockRecord, session: SessionRecord): Refused {
  const [other, own] = [idOf("session", block.session), idOf("session", session.n)];
  return refused(id, block.lane, "other_session", `${id} belongs to ${other}, and this operation is for ${own}`);
}

function notLive(id: string, block: BlockRecord, lane: LaneRecord | undefined): Refused {
  const where = lane ? ` of ${idOf("lane", lane.n)}` : "";
  return refused(
    id,
    lane?.n ?? block.lane,
    "not_live",
    `${id} is not in the newest request${where}: the client left it out`,
  );
}
