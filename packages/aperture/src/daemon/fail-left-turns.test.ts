import { expect, test } from "vitest";
import { openStore } from "../store/open-store.ts";
import { startConversation, turnOf } from "../store/testing.ts";
import { createClosedStore } from "./closed-store.ts";
import { failLeftTurns } from "./fail-left-turns.ts";

test("only what runs has failed, and what was known of it stays", () => {
  const store = openStore({ file: ":memory:" });
  const { lane } = startConversation(store, "a");
  for (const outcome of ["complete", "running", "cancelled", "opaque", "failed"] as const)
    store.turns.insert({ ...turnOf(lane, 1, [1, 2]), outcome, error: outcome === "failed" ? "HTTP 529" : null });
  const before = store.turns.ofLane(lane.n, 9);
  failLeftTurns(store, () => expect.unreachable());
  const after = store.turns.ofLane(lane.n, 9);
  const error = "Aperture stopped before the answer ended";
  expect(after).toEqual(
    before.map((turn) => (turn.outcome === "running" ? { ...turn, outcome: "failed", error } : turn)),
  );
  store.close();
});

test("a store that cannot be written is said, one that could not be opened was said before", () => {
  const failures: unknown[] = [];
  const store = openStore({ file: ":memory:" });
  store.turns.failRunning = () => {
    throw new Error("disk full");
  };
  failLeftTurns(store, (error) => failures.push(error));
  failLeftTurns(createClosedStore("disk on fire"), (error) => failures.push(error));
  expect(failures).toMatchObject([{ message: "disk full" }]);
  store.close();
});
