import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import type { LedgerRecord } from "../control-records.ts";
import { openStore } from "../open-store.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const record: LedgerRecord = {
  turn: 3,
  session: 1,
  lane: 1,
  at: 2_000,
  model: null,
  billed: 1_234.5,
  untouched: 1_000,
  billedUsd: null,
  untouchedUsd: null,
  actors: {},
  predictedInput: null,
  predictedRead: null,
  holdout: false,
  runs: [],
};

test("a record comes back as it was put, with nulls and without", () => {
  const { ledger } = store.control;
  const full: LedgerRecord = {
    ...record,
    turn: 2,
    model: "claude-sonnet",
    billedUsd: 0.0123,
    untouchedUsd: 0.02,
    actors: { user: 400, "plugin:a/b": -12 },
    predictedInput: 41_000,
    predictedRead: 40_000,
    holdout: true,
    runs: [{ stage: "condense", ms: 0.4, intents: { compress: 3 }, reason: "old results", error: null }],
  };
  ledger.put(record);
  ledger.put(full);
  expect(ledger.get(3)).toEqual(record);
  expect(ledger.get(2)).toEqual(full);
  expect(ledger.get(4)).toBeUndefined();
  expect(ledger.ofSession(1)).toEqual([full, record]);
  expect(ledger.ofSession(2)).toEqual([]);
});

test("the last word about a turn counts", () => {
  const { ledger } = store.control;
  ledger.put(record);
  ledger.put({ ...record, billed: 1, runs: [{ stage: "decide", ms: 1, intents: {}, reason: null, error: "x" }] });
  expect(ledger.ofSession(1)).toHaveLength(1);
  expect(ledger.get(3)).toMatchObject({ billed: 1, runs: [{ error: "x" }] });
});
