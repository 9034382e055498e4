import { ApertureError } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";
import { idOf, numberOf } from "./ids.ts";
import { newestTurn, preferredLane } from "./lane-snapshot.ts";

/** A block by id. Throws `not_found` with the nearest id of the session that spoke last. */
export function findBlock(store: Store, id: string, pointer?: string): BlockRecord {
  const number = numberOf("block", id);
  const found = number === undefined ? undefined : store.blocks.get(number);
  if (found) return found;
  throw new ApertureError("not_found", {
    what: "block",
    id: id.slice(0, 100),
    hint: hintForBlock(store, id),
    ...(pointer === undefined ? {} : { pointer }),
  });
}

/** One sentence with the id that comes closest. */
export function hintForBlock(store: Store, id: string): string {
  const digits = Number(/^\D{0,20}?(\d{1,15})$/.exec(id)?.[1] ?? Number.NaN);
  if (Number.isSafeInteger(digits) && store.blocks.get(digits)) return `Did you mean ${idOf("block", digits)}?`;
  const session = store.sessions.latest();
  if (!session) return "No session has been seen yet";
  const lane = preferredLane(store.lanes.ofSession(session.n));
  const turn = lane && newestTurn(store, lane);
  const numbers = turn ? [...turn.blocks, ...turn.answerBlocks] : [];
  if (numbers.length === 0) return `${idOf("session", session.n)} has no blocks yet`;
  const wanted = Number.isSafeInteger(digits) ? digits : numbers.at(-1)!;
  const closest = numbers.reduce((best, n) => (Math.abs(n - wanted) < Math.abs(best - wanted) ? n : best));
  return `The nearest of ${idOf("session", session.n)} is ${idOf("block", closest)}`;
}
