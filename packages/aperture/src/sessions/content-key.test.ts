import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { startConversation } from "../store/testing.ts";
import { contentKey, newestWithContentKey, nextContentKey } from "./content-key.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

describe("contentKey", () => {
  test("differs by dialect, upstream and first words, and tells none of them", () => {
    const keys = [
      contentKey("anthropic", "api.example", "user:secret words"),
      contentKey("gemini", "api.example", "user:secret words"),
      contentKey("anthropic", "api.example:8443", "user:secret words"),
      contentKey("anthropic", "api.example", "user:others"),
      contentKey("anthropic", "api.example", undefined),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^content:[\w-]{22}$/);
    expect(contentKey("anthropic", "api.example", "user:secret words")).toBe(keys[0]);
  });
});

describe("sessions that begin alike", () => {
  const begin = () => startConversation(store, nextContentKey(store.sessions, "base")).session;
  const newest = () => newestWithContentKey(store.sessions, "base")?.n;

  test("have keys that count up, also over ten", () => {
    const keys = Array.from({ length: 101 }, () => begin().key);
    expect(new Set(keys).size).toBe(101);
    expect(keys.toSorted()).toEqual(keys);
    expect(keys.at(-1)).toMatch(/^base#0+101$/);
  });

  test("the newest is found, whichever of the older ones were removed", () => {
    expect(newest()).toBeUndefined();
    const [first, second, third] = [begin(), begin(), begin()];
    store.sessions.remove(first.n);
    expect(newest()).toBe(third.n);
    store.sessions.remove(third.n);
    expect(newest()).toBe(second.n);
    expect(newest()).toBe(second.n);
    expect(begin().key).toBe(third.key);
  });

  test("others that begin otherwise are none of them", () => {
    startConversation(store, nextContentKey(store.sessions, "other"));
    startConversation(store, "base:7");
    expect(newest()).toBeUndefined();
  });
});
