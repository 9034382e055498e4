import { ApertureError, type DialectId, type InsertBlock, type OperationResult } from "@aperture/sdk";
import type { z } from "zod";
import type { BlockRecord } from "../../store/records.ts";
import { findBlock } from "../look-up/find-block.ts";
import { findLane } from "../look-up/find-lane.ts";
import { findSession } from "../look-up/find-session.ts";
import { idOf } from "../look-up/ids.ts";
import { type LaneSnapshot, newestSnapshot, preferredLane } from "../look-up/lane-snapshot.ts";
import { carryOut } from "./carry-out.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { findTargets } from "./find-targets.ts";
import { anchorAt, newestInput } from "./insert-place.ts";
import { logInput } from "./log-input.ts";
import { isTarget, type Wish } from "./wish.ts";

type Input = z.output<typeof InsertBlock>;

/** A text of somebody's behind a block of the client's, in every lane where that block is live. */
export async function insertBlock(context: OperationContext, input: Input, call: Call): Promise<OperationResult> {
  const { store } = context;
  const places = input.behind === undefined ? [tailOf(context, input)] : behindBlock(context, input, input.behind);
  const session = store.sessions.get(places[0]!.lane.lane.session)!;
  const wishes = places.map(({ lane, anchor }, index): Wish => {
    const block = newBlock(context, lane, input.content, {
      origin: call.actor,
      n: -1 - index,
      dialect: session.dialect,
    });
    const wording = {
      kind: "insert" as const,
      level: "original" as const,
      text: input.content,
      hash: block.hash,
      anchor,
    };
    return { do: "say", block, lane, wording };
  });
  return carryOut(context, {
    kind: "insert",
    session,
    input: logInput(input),
    how: input,
    call,
    isSingle: false,
    wishes,
  });
}

interface InsertPlace {
  readonly lane: LaneSnapshot;
  readonly anchor: number | null;
}

function tailOf({ store }: OperationContext, input: Input): InsertPlace {
  const session = input.session === undefined ? store.sessions.latest() : findSession(store, input.session);
  if (!session) throw new ApertureError("no_session");
  const lanes = store.lanes.ofSession(session.n);
  const lane = input.lane === undefined ? preferredLane(lanes) : findLane(session, lanes, input.lane);
  const snapshot = lane && newestSnapshot(store, lane);
  const anchor = snapshot && newestInput(snapshot);
  if (!snapshot || anchor === undefined)
    throw new ApertureError("no_place", { reason: `${idOf("session", session.n)} has no input yet to stand behind` });
  return { lane: snapshot, anchor };
}

function behindBlock({ store }: OperationContext, input: Input, behind: string): InsertPlace[] {
  findBlock(store, behind, "/behind");
  const { found } = findTargets(store, { ids: [behind], session: input.session, lane: input.lane });
  const [refused] = found.filter((each) => "do" in each);
  if (refused) throw new ApertureError(refused.code, { reason: refused.reason, pointer: "/behind" });
  return found.filter(isTarget).map(({ block, lane }) => {
    const place = anchorAt(lane, block);
    if ("reason" in place) throw new ApertureError("no_place", { reason: place.reason, pointer: "/behind" });
    return { lane, anchor: place.anchor };
  });
}

/** The block it will be; its number comes with the commit. */
function newBlock(
  { hash, now }: OperationContext,
  { lane, turn }: LaneSnapshot,
  text: string,
  { origin, n, dialect }: { origin: string; n: number; dialect: DialectId },
): BlockRecord {
  const textHash = hash(text);
  return {
    n,
    session: lane.session,
    lane: lane.n,
    role: "user",
    key: `insert:${textHash}`,
    hash: textHash,
    rawHash: null,
    at: now(),
    turn: turn.number,
    origin,
    meta: { provider: dialect, kind: "text" },
  };
}
