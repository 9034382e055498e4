import type { Event } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "./contract.ts";
import { openStore } from "./open-store.ts";
import { startConversation } from "./testing.ts";

let store: Store;
let clock = 1_000_000;
let warnings: string[] = [];
beforeEach(() => {
  clock = 1_000_000;
  warnings = [];
  store = openStore({ file: ":memory:", now: () => clock, log: { warn: (_, message) => warnings.push(message) } });
});
afterEach(() => store.close());

const append = (phase: string): Event => store.events.append("client-cancelled", { phase });
const phases = (events: readonly Event[]): string[] =>
  events.map((event) => (event.type === "client-cancelled" ? event.data.phase : event.type));

test("an empty log, then events in order with their bounds", () => {
  expect(store.events.bounds()).toEqual({ first: 1, last: 0 });
  expect(store.events.since(0, 10)).toEqual({ events: [], resync: false });
  const first = append("a");
  append("b");
  expect(first).toEqual({ seq: 1, at: "1970-01-01T00:16:40.000Z", type: "client-cancelled", data: { phase: "a" } });
  expect(store.events.since(0, 10).events[0]).toEqual(first);
  expect(phases(store.events.since(1, 10).events)).toEqual(["b"]);
  expect(phases(store.events.since(0, 1).events)).toEqual(["a"]);
  expect(store.events.bounds()).toEqual({ first: 1, last: 2 });
});

test("a reader that is too far behind, or ahead of this log, must begin again", () => {
  for (let n = 0; n < 10; n += 1) append(`${n}`);
  expect(store.retain({ before: 0, keepEvents: 4 })).toEqual({ sessions: [], events: 6, more: false });
  expect(store.events.bounds()).toEqual({ first: 7, last: 10 });
  expect(store.events.since(6, 10).resync).toBe(false);
  expect(store.events.since(5, 10)).toMatchObject({ resync: true, events: [{ seq: 7 }, {}, {}, {}] });
  expect(store.events.since(10, 10)).toEqual({ events: [], resync: false });
  expect(store.events.since(11, 10).resync).toBe(true);
});

test("seq grows on after every event was dropped, and when the clock goes back", () => {
  append("a");
  clock -= 500_000;
  const second = append("b");
  expect(second.seq).toBe(2);
  store.retain({ before: 0, keepEvents: 0 });
  expect(store.events.bounds()).toEqual({ first: 3, last: 2 });
  expect(store.events.since(2, 10)).toEqual({ events: [], resync: false });
  expect(append("c").seq).toBe(3);
});

test("subscribers are told after the commit, in order", () => {
  const seen: string[] = [];
  store.events.subscribe((event) => seen.push(`${phases([event])[0]}, ${store.events.bounds().last} stored`));
  store.transaction(() => {
    append("a");
    store.transaction(() => append("b"));
    expect(seen).toEqual([]);
  });
  expect(seen).toEqual(["a, 2 stored", "b, 2 stored"]);
});

test("what is rolled back is told to nobody", () => {
  const seen: Event[] = [];
  store.events.subscribe((event) => seen.push(event));
  expect(() =>
    store.transaction(() => {
      append("a");
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(seen).toEqual([]);
  expect(store.events.bounds()).toEqual({ first: 1, last: 0 });
  append("b");
  expect(phases(seen)).toEqual(["b"]);
});

test("a nested transaction that fails takes back its own part only", () => {
  const seen: Event[] = [];
  store.events.subscribe((event) => seen.push(event));
  store.transaction(() => {
    append("outer");
    expect(() =>
      store.transaction(() => {
        append("inner");
        startConversation(store, "inner");
        throw new Error("no");
      }),
    ).toThrow("no");
    append("after");
  });
  expect(phases(seen)).toEqual(["outer", "after"]);
  expect(phases(store.events.since(0, 10).events)).toEqual(["outer", "after"]);
  expect(store.sessions.byKey("inner")).toBeUndefined();
});

test("an inner transaction is not committed before the outer one", () => {
  expect(() =>
    store.transaction(() => {
      store.transaction(() => startConversation(store, "a"));
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(store.sessions.latest()).toBeUndefined();
});

test("a listener that throws is dropped; the event and the others go on", () => {
  const seen: Event[] = [];
  let calls = 0;
  store.events.subscribe(() => {
    calls += 1;
    throw new Error("broken");
  });
  store.events.subscribe((event) => seen.push(event));
  append("a");
  append("b");
  expect(phases(seen)).toEqual(["a", "b"]);
  expect(calls).toBe(1);
  expect(warnings).toEqual(["an event listener threw and was dropped"]);
  expect(store.events.bounds().last).toBe(2);
});

test("a listener that appends: every listener sees the same order", () => {
  const first: Event[] = [];
  const second: Event[] = [];
  store.events.subscribe((event) => {
    first.push(event);
    if (event.seq < 4) append(`after ${event.seq}`);
  });
  store.events.subscribe((event) => second.push(event));
  append("a");
  expect(phases(first)).toEqual(["a", "after 1", "after 2", "after 3"]);
  expect(second).toEqual(first);
});

test("a listener may end its subscription or begin another while events are told", () => {
  const seen: string[] = [];
  const late: Event[] = [];
  const end = store.events.subscribe((event) => {
    seen.push(...phases([event]));
    end();
    store.events.subscribe((next) => late.push(next));
  });
  store.transaction(() => {
    append("a");
    append("b");
  });
  expect(seen).toEqual(["a"]);
  // "b" was committed before the second subscription: `since` had it already.
  expect(late).toEqual([]);
  append("c");
  expect(phases(late)).toEqual(["c"]);
});
