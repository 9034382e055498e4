import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import { startConversation } from "../testing.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("values of a session under their names; the last word counts, null is none", () => {
  const { sessionSettings } = store.control;
  const [a, b] = [startConversation(store, "a").session.n, startConversation(store, "b").session.n];
  sessionSettings.put(a, "budget", { limit: null, strategy: "warn", lowWater: 0.7 });
  sessionSettings.put(a, "holdout", true);
  sessionSettings.put(b, "holdout", false);
  sessionSettings.put(a, "budget", { limit: 5_000 });
  expect(sessionSettings.get(a, "budget")).toEqual({ limit: 5_000 });
  expect(sessionSettings.get(b, "budget")).toBeUndefined();
  expect(sessionSettings.all(a)).toEqual({ budget: { limit: 5_000 }, holdout: true });
  expect(sessionSettings.sessionsWith("holdout")).toEqual([a, b]);
  sessionSettings.put(a, "holdout", null);
  sessionSettings.put(a, "mode", undefined);
  expect(sessionSettings.all(a)).toEqual({ budget: { limit: 5_000 } });
  expect(sessionSettings.sessionsWith("holdout")).toEqual([b]);
  store.sessions.remove(b);
  expect(sessionSettings.sessionsWith("holdout")).toEqual([]);
});

test("a name that objects have by nature is a name", () => {
  const { sessionSettings } = store.control;
  const { session } = startConversation(store, "a");
  sessionSettings.put(session.n, "__proto__", { polluted: true });
  expect(Object.keys(sessionSettings.all(session.n))).toEqual(["__proto__"]);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
