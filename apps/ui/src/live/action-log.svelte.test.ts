import "../testing/runes.ts";
import { expect, test } from "vitest";
import { sampleOperation } from "../testing/samples.ts";
import { ActionLog } from "./action-log.svelte.ts";

const all = Array.from({ length: 120 }, (_, index) => sampleOperation(120 - index));
const client = {
  operations: async ({ limit = 100 }: { limit?: number } = {}) => ({
    session: "session-1",
    operations: all.slice(0, limit),
    next: limit < all.length ? "more" : null,
  }),
};

test("reads the newest, then twice as many, until there are no more", async () => {
  const log = new ActionLog(client);
  expect([log.isRead, log.hasMore]).toEqual([false, false]);
  await log.load("session-1");
  expect([log.isRead, log.operations.length, log.hasMore]).toEqual([true, 50, true]);
  await log.loadMore("session-1");
  expect(log.operations.length).toBe(100);
  await log.loadMore("session-1");
  expect([log.operations.length, log.hasMore]).toEqual([120, false]);
});

test("what cannot be read says so, and what was read stays", async () => {
  let fails = false;
  const log = new ActionLog({
    operations: (query) => (fails ? Promise.reject(new TypeError("fetch failed")) : client.operations(query)),
  });
  await log.load("session-1");
  fails = true;
  await log.load("session-1");
  expect([log.trouble, log.operations.length]).toEqual(["The API does not answer", 50]);
});
