import { expect, test } from "vitest";
import { createClosedStore } from "./closed-store.ts";

test("everything that needs the database says why it is not there, the control tables too", () => {
  const store = createClosedStore("disk on fire");
  const refused = expect.objectContaining({ code: "store_unavailable", facts: { reason: "disk on fire" } });
  const { control } = store;
  const uses: (() => unknown)[] = [
    () => store.sessions.latest(),
    () => store.events.append("client-cancelled", { phase: "" }),
    () => control.changes.boundSessions(),
    () => control.operations.get(1),
    () => control.staged.all(),
    () => control.sessionSettings.put(1, "mode", "auto"),
    () => control.idempotency.get("key"),
    () => store.transaction(() => control.notes.remove(1)),
  ];
  for (const use of uses) expect(use).toThrow(refused);
});

test("what a page asks to show the trouble is answered", () => {
  const store = createClosedStore("disk on fire");
  expect(store.trouble()).toBe("disk on fire");
  expect(store.events.since(0, 10)).toEqual({ events: [], resync: false });
  expect(store.retain({ before: 0, keepEvents: 0 })).toEqual({ sessions: [], events: 0, more: false });
  expect(store.size()).toBe(0);
  store.close();
});
