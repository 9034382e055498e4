import { buildEmission } from "@aperture/engine/governor/baseline";
import { nothingWarm } from "@aperture/engine/governor/live-cache";
import { change, input, parts, rules } from "@aperture/engine/governor/testing/prompts";
import type { Usage } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { startConversation, turnOf } from "../../store/testing.ts";
import { afterAnswer, keepRuns } from "./after-answer.ts";
import type { SentTurn } from "./lane-memory.ts";

let store: Store;
let turn: number;
let sent: SentTurn;
const applied = change(3, 100, { state: "applied", actor: "user" });
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  const { session, lane } = startConversation(store, "agent:test:1");
  turn = store.turns.insert(turnOf(lane, 1, [])).n;
  const prompt = input({ parts: parts(10) });
  const original = buildEmission(prompt, new Map()).emission;
  const usd = { input: 3, output: 15 };
  sent = {
    ...{ session: session.n, lane: lane.n, at: 5_000, rules: { ...rules, usd }, original, runs: [], holdout: false },
    ...{
      owner: { upstreamHost: "h", credential: "c", model: "m" },
      before: undefined,
      predictedInput: 9_000,
      scale: 1,
    },
    sent: buildEmission(prompt, new Map([[3, applied]])).emission,
    changes: new Map([[3, applied]]),
    read: nothingWarm,
    shadowRead: nothingWarm,
  };
});
afterEach(() => store.close());
/** Everything was written. */
const usage: Usage = { input: 0, output: 10, cacheRead: 0, cacheWrite5m: 9_100, cacheWrite1h: 0 };
const account = () => ({ saved: 0, untouched: 0 });
const ledger = () => store.control.ledger.get(turn)!;

test("billed, untouched, in tokens and dollars; who saved what; the lane's account grows by it", () => {
  const books = account();
  afterAnswer(store, turn, sent, usage, books);
  expect(ledger()).toMatchObject({
    ...{ session: sent.session, lane: sent.lane, at: 5_000, billed: 9_100 * 1.25, untouched: 10_000 * 1.25 },
    ...{ actors: { user: 900 }, predictedInput: 9_000, predictedRead: 0, holdout: false },
  });
  expect(ledger().billedUsd).toBeCloseTo((9_100 * 1.25 * 3) / 1e6);
  expect(ledger().untouchedUsd).toBeCloseTo((10_000 * 1.25 * 3) / 1e6);
  expect(books).toEqual({ saved: 900 * 1.25, untouched: 10_000 * 1.25 });
  expect(store.events.since(0, 10).events).toEqual([]);
});

test("a rewrite that cost more than it saved is a negative entry, not hidden", () => {
  const shadowRead = { parts: 10, tokens: 9_000, warm: true, ttl: 300_000 };
  const books = account();
  afterAnswer(store, turn, { ...sent, shadowRead }, usage, books);
  expect(ledger().untouched).toBe(9_000 * 0.1 + 1_000 * 1.25);
  expect(books.saved).toBeLessThan(0);
});

test("without the model's price no dollars are made up", () => {
  afterAnswer(store, turn, { ...sent, rules }, usage, account());
  expect(ledger()).toMatchObject({ billedUsd: null, untouchedUsd: null });
});

test("a miss is told with its turn", () => {
  const before = { sent: sent.original, original: sent.original, at: 0, ttl: 300_000 } as SentTurn["before"];
  afterAnswer(store, turn, { ...sent, before }, usage, account());
  expect(store.events.since(0, 10).events).toMatchObject([
    { type: "cache-missed", data: { turnId: `turn-${turn}`, cause: "stage", block: "block-3", culprit: "user" } },
  ]);
});

test("a turn that was never billed keeps what its stages did, and adds nothing", () => {
  keepRuns(store, turn, sent);
  expect(store.control.ledger.get(turn)).toBeUndefined();
  const runs = [{ stage: "decide", ms: 1, intents: {}, reason: null, error: null }];
  keepRuns(store, turn, { ...sent, runs });
  expect(ledger()).toMatchObject({ billed: 0, untouched: 0, billedUsd: null, actors: {}, runs });
});
