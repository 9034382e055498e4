import { randomUUID } from "node:crypto";
import { ApertureError } from "@aperture/sdk";
import type { Store } from "../store/contract.ts";

/**
 * Stands where the database could not be opened: everything that needs it says why, and the proxy goes on (law 4). Only
 * the event log's questions are answered, with nothing, so that a page can connect and show the trouble.
 */
export function createClosedStore(reason: string): Store {
  const refuse = (): never => {
    throw new ApertureError("store_unavailable", { reason });
  };
  const refusing = <T extends object>(): T => new Proxy({} as T, { get: () => refuse });
  const partsOf = <T extends object>(): T => new Proxy({} as T, { get: () => refusing() });
  return {
    events: {
      epoch: randomUUID(),
      append: refuse,
      since: () => ({ events: [], resync: false }),
      bounds: () => ({ first: 0, last: 0 }),
      subscribe: () => () => {},
    },
    // The work runs and fails at its first use of the store: whoever queues work sees it begin and end.
    transaction: (work) => work(),
    sessions: refusing(),
    lanes: refusing(),
    blocks: refusing(),
    turns: refusing(),
    contents: refusing(),
    models: refusing(),
    runs: refusing(),
    control: partsOf(),
    plugins: refusing(),
    pluginUpdates: refusing(),
    retain: () => ({ sessions: [], events: 0, more: false }),
    size: () => 0,
    trouble: () => reason,
    close: () => {},
  };
}
