import type { Usage } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import type { TurnRecord } from "../store/records.ts";
import { addBlock, startConversation, turnOf } from "../store/testing.ts";
import { readLane, withRules } from "./recorded-lane.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const usage = (more: Partial<Usage>): Usage => ({
  input: 5,
  output: 1,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  ...more,
});

/** A lane of turns of one block each. */
function told(...turns: Partial<TurnRecord>[]) {
  const { session, lane } = startConversation(store, `talk-${store.sessions.list({ limit: 9 }).length}`);
  store.transaction(() => {
    for (const [index, facts] of turns.entries()) {
      const { n } = addBlock(store, lane, `text ${index}`);
      store.turns.insert({ ...turnOf(lane, index + 1, [n]), outcome: "complete", ...facts });
    }
  });
  return (most = 100) => readLane(store, session, lane, most);
}

test("a lane without a request that ended is none", () => {
  expect(told()()).toBeNull();
  expect(told({ outcome: "running" }, { outcome: "failed", usage: null }, { blocks: [] })()).toBeNull();
});

test("requests come in their order, with texts that are read when they are asked for", () => {
  const lane = told({}, { outcome: "failed", usage: null }, {}, { outcome: "cancelled" })()!;
  expect(lane.requests.map(({ turn }) => turn)).toEqual([1, 3, 4]);
  expect(lane.requests.map(({ blocks }) => blocks[0]!.text())).toEqual(["text 0", "text 2", "text 3"]);
  expect(lane.requests[0]!.blocks[0]).toMatchObject({
    role: "tool_result",
    toolName: "Read",
    filePaths: ["src/index.ts"],
  });
  expect(lane.before).toBeNull();
});

test("of more than are wanted the newest, and the one before them", () => {
  const lane = told({}, {}, {}, {}, {})(2)!;
  expect(lane.before!.turn).toBe(3);
  expect(lane.requests.map(({ turn }) => turn)).toEqual([4, 5]);
});

test("bodies that are too large are left out, and that is told", () => {
  const lane = told({}, { requestBytes: 20 << 20 }, {})()!;
  expect(lane.requests.map(({ turn }) => turn)).toEqual([1, 3]);
  expect(lane.leftOut).toBe(1);
});

describe("marks follow what was billed", () => {
  test.each([
    ["an hour", [usage({ cacheWrite5m: 3 }), usage({ cacheWrite1h: 3 })], "1h"],
    ["five minutes", [usage({}), usage({ cacheWrite5m: 3 })], "5m"],
    ["read and never written", [usage({ cacheRead: 3 })], "5m"],
    ["no cache at all", [usage({}), usage({})], null],
    ["nothing was billed", [null], "5m"],
  ] as const)("%s", (_, usages, marks) => {
    expect(told(...usages.map((each) => ({ usage: each })))()!.marks).toBe(marks);
  });

  test("a provider that needs none has none", () => {
    const lane = told({ usage: usage({ cacheRead: 5 }) })()!;
    const rules = { cacheRead: 0.5, cacheWrite5m: 1, cacheWrite1h: 1, minimumTokens: 0, ttl: 1, usd: null };
    expect(withRules(lane, { ...rules, caching: "automatic" })).toBeNull();
    expect(withRules(lane, { ...rules, caching: "marks" })).toBe("5m");
  });
});
