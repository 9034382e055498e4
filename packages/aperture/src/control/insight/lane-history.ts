import { promptTokens, type Usage } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";

/** Turns that are looked back at: the forecast uses eight, alerts remember further. */
const TURNS = 60;

/** Bills of the lane's last turns, oldest first; turns without one are left out. */
export function lastBills(store: Store, lane: number, turns = TURNS): Usage[] {
  return store.turns
    .ofLane(lane, turns)
    .flatMap(({ usage }) => (usage === null ? [] : [usage]))
    .reverse();
}

/** Prompt tokens of the lane's last billed turns, oldest first. */
export const promptHistory = (store: Store, lane: number): number[] => lastBills(store, lane).map(promptTokens);
