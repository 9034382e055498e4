import { ApertureError, UndoOperations } from "@aperture/sdk";
import { expect } from "vitest";
import { asUser } from "./steps.ts";
import type { World } from "./world.ts";

/** What the client left out may come back with one of as many requests; then it is gone. */
const MOST = 10;
const hour = 60 * 60_000;

/** Everything undone, nothing warm: the client's own bytes leave, and nothing is left to be done. */
export async function endSequence(world: World): Promise<void> {
  const { operations } = world;
  operations.setControl(`session-${world.session}`, { mode: null, holdout: false });
  try {
    await operations.undo(UndoOperations.parse({ turn: 0 }), asUser);
  } catch (error) {
    if (!ApertureError.is(error) || error.code !== "nothing_to_undo") throw error;
  }
  world.now += 3 * hour;
  for (let more = 0; more < MOST; more++) {
    const { original, left } = await world.send();
    expect(left).toBe(original);
    if (world.changes("pending", "applied", "undo-pending").length === 0) break;
  }
  world.client.rewind(2, false);
  const again = await world.send();
  expect(again.left).toBe(again.original);
  const live = world.changes("pending", "applied", "undo-pending");
  expect(live.map(({ n, kind, state, block }) => `change-${n} ${kind} of block-${block} is ${state}`)).toEqual([]);
  expect(world.store.control.settings.ofSession(world.session)).toEqual([]);
  expect(world.store.control.redactions.ofSession(world.session)).toEqual([]);
}
