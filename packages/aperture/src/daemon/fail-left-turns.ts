import type { Store } from "../store/contract.ts";

/**
 * Turns that were running when the program died will never end: nobody else writes to the store, so at its start all that
 * run are such. Their conversations go on as after any failed turn.
 */
export function failLeftTurns(store: Pick<Store, "turns" | "trouble">, failed: (error: unknown) => void): void {
  if (store.trouble() !== null) return;
  try {
    store.turns.failRunning("Aperture stopped before the answer ended");
  } catch (error) {
    // A full disk is no reason not to start: requests pass, and the next start tries again.
    failed(error);
  }
}
