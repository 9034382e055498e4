import type { StagedItem } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import { idOf } from "../look-up/ids.ts";

/** Sessions that are looked through for an item that is offered to all of them. */
const RECENT = 50;

/** Lanes an item went into with the block it became, oldest first. */
export function injectionsOfItem(store: Store, item: number, session: number | null): StagedItem["injected"] {
  const sessions = session === null ? store.sessions.list({ limit: RECENT }).map(({ n }) => n) : [session];
  return sessions
    .flatMap((n) => store.lanes.ofSession(n))
    .flatMap((lane) => store.control.staged.injectionsOf(lane.n))
    .filter((injection) => injection.item === item)
    .sort((a, b) => a.at - b.at)
    .flatMap(({ lane, change, at }) => {
      const block = store.control.changes.get(change)?.block;
      if (block === undefined) return [];
      return [{ lane: idOf("lane", lane), block: idOf("block", block), at: new Date(at).toISOString() }];
    });
}
