import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { addBlock, startConversation } from "../../store/testing.ts";
import { addChange } from "../../store/testing-control.ts";
import { SessionControlBook } from "./session-controls.ts";

const defaults = { mode: "manual", budget: { limit: null, strategy: "warn", lowWater: 0.6 }, holdoutEvery: 3 } as const;
let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const start = (key = "agent:test:1") => startConversation(store, key);
const book = () => new SessionControlBook(store, defaults);

test("what was decided is read once, and again when it was forgotten", () => {
  const { session, lane } = start();
  const block = addBlock(store, lane, "text");
  const controls = book();
  expect(controls.of(session.n).changesByLane.size).toBe(0);
  addChange(store, block, "short", { state: "applied" });
  expect(controls.of(session.n).changesByLane.size).toBe(0);
  controls.forget(session.n);
  expect(controls.of(session.n).changesByLane.get(lane.n)).toMatchObject([{ block: block.n, state: "applied" }]);
});

test("a block whose last change was taken back is a restored one, until somebody changes it again", () => {
  const { session, lane } = start();
  const block = addBlock(store, lane, "text");
  addChange(store, block, "short", { state: "undone", actor: "auto" });
  expect([...book().of(session.n).restored]).toEqual([block.n]);
  addChange(store, block, "short", { state: "pending", actor: "user" });
  expect([...book().of(session.n).restored]).toEqual([]);
});

test("what a session says of mode, budget and holdout goes before what is configured; nonsense does not", () => {
  const { session } = start();
  expect(book().settings(session.n)).toMatchObject({ mode: "manual", holdout: session.n % 3 === 0 });
  const { sessionSettings } = store.control;
  sessionSettings.put(session.n, "mode", "auto");
  sessionSettings.put(session.n, "budget", { limit: 5_000 });
  sessionSettings.put(session.n, "holdout", true);
  expect(book().settings(session.n)).toMatchObject({
    mode: "auto",
    budget: { limit: 5_000, strategy: "warn", lowWater: 0.6 },
    holdout: true,
  });
  sessionSettings.put(session.n, "mode", "sometimes");
  sessionSettings.put(session.n, "budget", { limit: "much" });
  expect(book().settings(session.n)).toMatchObject({ mode: "manual", budget: defaults.budget });
});

test("every third session is left untouched where that is configured", () => {
  const sessions = ["a", "b", "c"].map((name) => start(`agent:test:${name}`).session.n);
  expect(sessions.map((session) => book().settings(session).holdout)).toEqual([false, false, true]);
});
