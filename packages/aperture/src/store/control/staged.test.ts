import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import { hashText, startConversation } from "../testing.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const item = (session: number | null, name: string) => ({
  session,
  name,
  createdAt: 4,
  item: { source: { kind: "text", text: `"${name}"` }, priority: -3, condition: { kind: "always" } },
  enabled: true,
});

test("a session is offered its own items and those of every session", () => {
  const { staged } = store.control;
  const [mine, other] = [startConversation(store, "a").session.n, startConversation(store, "b").session.n];
  const [a, everyones, b] = [
    staged.insert(item(mine, "a")),
    staged.insert(item(null, "all")),
    staged.insert(item(other, "b")),
  ];
  expect(staged.forSession(mine)).toEqual([a, everyones]);
  expect(staged.forSession(other)).toEqual([everyones, b]);
  expect(staged.forSession(99)).toEqual([everyones]);
  expect(staged.all()).toEqual([a, everyones, b]);
  expect(staged.get(everyones.n)).toEqual(everyones);
  store.sessions.remove(mine);
  expect(staged.all()).toEqual([everyones, b]);
  expect(staged.get(a.n)).toBeUndefined();
});

test("an item can be switched off, renamed and changed", () => {
  const { staged } = store.control;
  const made = staged.insert(item(null, "a"));
  staged.update(made.n, { enabled: false });
  expect(staged.get(made.n)).toEqual({ ...made, enabled: false });
  staged.update(made.n, { name: "b", item: { output: "captured" } });
  expect(staged.get(made.n)).toEqual({ ...made, enabled: false, name: "b", item: { output: "captured" } });
});

test("where an item went is known per lane, and forgotten with the item", () => {
  const { staged } = store.control;
  const { lane } = startConversation(store, "a");
  const { lane: other } = startConversation(store, "b");
  const [one, two] = [staged.insert(item(null, "one")), staged.insert(item(null, "two"))];
  const injected = (number: number, laneNumber: number, change: number) => ({
    item: number,
    lane: laneNumber,
    change,
    hash: hashText(`text ${change}`),
    at: 10 + change,
  });
  const all = [
    injected(one.n, lane.n, 1),
    injected(two.n, lane.n, 2),
    injected(one.n, lane.n, 3),
    injected(one.n, other.n, 4),
  ];
  for (const injection of all) staged.addInjection(injection);
  staged.addInjection(injected(one.n, 99, 5));
  expect(staged.injectionsOf(lane.n)).toEqual(all.slice(0, 3));
  expect(staged.injectionsOf(other.n)).toEqual(all.slice(3));
  expect(staged.injectionsOf(99)).toEqual([]);
  staged.remove(one.n);
  expect(staged.get(one.n)).toBeUndefined();
  expect(staged.injectionsOf(lane.n)).toEqual([all[1]]);
  expect(staged.injectionsOf(other.n)).toEqual([]);
});
