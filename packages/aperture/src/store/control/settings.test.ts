import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("the last word about a block counts, in the order of blocks", () => {
  const { settings } = store.control;
  settings.put({ block: 9, session: 1, pinned: null, zone: "middle" });
  settings.put({ block: 5, session: 1, pinned: "top", zone: null });
  settings.put({ block: 6, session: 2, pinned: "bottom", zone: null });
  settings.put({ block: 5, session: 1, pinned: "bottom", zone: "recency" });
  expect(settings.ofSession(1)).toEqual([
    { block: 5, session: 1, pinned: "bottom", zone: "recency" },
    { block: 9, session: 1, pinned: null, zone: "middle" },
  ]);
  expect(settings.ofSession(3)).toEqual([]);
});

test("neither pin nor zone is no setting", () => {
  const { settings } = store.control;
  settings.put({ block: 5, session: 1, pinned: "top", zone: null });
  settings.put({ block: 5, session: 1, pinned: null, zone: null });
  settings.put({ block: 6, session: 1, pinned: null, zone: null });
  expect(settings.ofSession(1)).toEqual([]);
});
