import type { Block } from "@aperture/sdk";
import { newestSnapshot, preferredLane } from "../../control/look-up/lane-snapshot.ts";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";
import { blockViews, type Hide } from "./block-view.ts";

/** One block with its whole content, as the main lane has it, else the lane it came from: a fork takes its blocks along. */
export function oneBlock(store: Store, record: BlockRecord, hide?: Hide): Block {
  const lanes = store.lanes.ofSession(record.session);
  const own = lanes.find((lane) => lane.n === record.lane);
  const first = preferredLane(lanes);
  const snapshots = [...new Set([first, own])].flatMap((lane) => (lane ? (newestSnapshot(store, lane) ?? []) : []));
  const model = store.sessions.get(record.session)?.model ?? null;
  return blockViews(store, [record], { snapshots, model, hide })[0]!;
}
