import { type Budget, BudgetState, ContextHealth, type Event, Ledger, type Usage } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../store/contract.ts";
import type { LedgerRecord } from "../../store/control-records.ts";
import { openStore } from "../../store/open-store.ts";
import type { BlockRecord, LaneRecord, SessionRecord } from "../../store/records.ts";
import { hashText, startConversation, turnOf } from "../../store/testing.ts";
import { addChange } from "../../store/testing-control.ts";
import { createInsight } from "./create-insight.ts";
import { watchBudgets } from "./watch-budgets.ts";

let store: Store;
let session: SessionRecord;
let lane: LaneRecord;
let budget: Budget;
let holdout: boolean;
let number: number;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  ({ session, lane } = startConversation(store, "a"));
  budget = { limit: 10_000, strategy: "warn", lowWater: 0.7 };
  holdout = false;
  number = 0;
});
afterEach(() => store.close());

const insight = () =>
  createInsight({ store, prices: { date: "2026-11-06" }, control: () => ({ mode: "manual", holdout, budget }) });
const usage = (prompt: number, cacheRead = 0): Usage => ({
  input: prompt - cacheRead,
  output: 20,
  cacheRead,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
});

let blocks: BlockRecord[] = [];
beforeEach(() => {
  blocks = [];
});
/** A tool result that is part of every turn from now on. */
function result(text: string, meta: Partial<BlockRecord["meta"]> = {}): BlockRecord {
  const hash = hashText(text);
  const made = store.transaction(() => {
    store.contents.put({ hash, content: text });
    return store.blocks.insert({
      session: session.n,
      lane: lane.n,
      role: "tool_result",
      key: `tool_result#${blocks.length}`,
      hash,
      rawHash: null,
      at: 1_000,
      turn: number + 1,
      origin: "client",
      meta: { provider: "anthropic", kind: "tool_result", toolName: "Bash", ...meta },
    });
  });
  blocks.push(made);
  return made;
}
/** A turn with the blocks so far, told as recorded. */
function turn(bill: Usage | null, to = lane): number {
  return store.transaction(() => {
    number++;
    const { n } = store.turns.insert(
      turnOf(
        to,
        number,
        blocks.map((block) => block.n),
      ),
    );
    store.turns.update(n, { usage: bill, outcome: bill ? "complete" : "failed" });
    store.lanes.update(to.n, { turns: number, lastSeen: 1_000 + number });
    store.events.append("turn-recorded", {
      sessionId: `session-${session.n}`,
      turnId: `turn-${n}`,
      lane: `lane-${to.n}`,
      number,
      outcome: "complete",
      answerBlocks: [],
    });
    return n;
  });
}
const ledgerOf = (turnNumber: number, given: Partial<LedgerRecord> = {}) =>
  store.control.ledger.put({
    turn: turnNumber,
    session: session.n,
    lane: lane.n,
    at: 1_000,
    model: "claude-sonnet",
    billed: 100,
    untouched: 150,
    billedUsd: 0.01,
    untouchedUsd: 0.02,
    actors: {},
    predictedInput: null,
    predictedRead: null,
    holdout: false,
    runs: [],
    ...given,
  });

test("a session that is not there is not found", () => {
  for (const ask of ["ledger", "health", "budget"] as const)
    expect(() => insight()[ask](99)).toThrow("There is no session session-99");
});

test("a session before its first request", () => {
  expect(BudgetState.parse(insight().budget(session.n))).toMatchObject({ tokens: 0, used: 0, alert: null });
  expect(Ledger.parse(insight().ledger(session.n))).toMatchObject({
    turns: 0,
    billedTurns: 0,
    share: null,
    actors: [],
  });
  expect(ContextHealth.parse(insight().health(session.n)).score).toBe(100);
});

describe("budget", () => {
  test("follows the conversation's bills", () => {
    for (const prompt of [6_000, 7_000, 8_000, 9_000]) turn(usage(prompt));
    expect(insight().budget(session.n)).toEqual({
      budget,
      limit: 10_000,
      tokens: 9_000,
      used: 0.9,
      alert: 90,
      turnsLeft: 2,
      estimated: false,
    });
  });

  test("is held against the model's window without a limit; sub-agents have contexts of their own", () => {
    budget = { ...budget, limit: null };
    turn(usage(50_000));
    const side = store.lanes.insert({ session: session.n, agentId: null, kind: "side", turns: 0, lastSeen: 9_999 });
    turn(usage(900), side);
    expect(insight().budget(session.n)).toMatchObject({ limit: 200_000, tokens: 50_000, used: 0.25 });
  });

  test("says that it estimates while a request is under way", () => {
    result("x");
    turn(usage(5_000));
    turn(null);
    expect(insight().budget(session.n)).toMatchObject({ estimated: true });
  });
});

describe("alerts", () => {
  const heard = (): [number, number][] =>
    store.events
      .since(0, 10_000)
      .events.flatMap((event: Event) =>
        event.type === "budget-alert" ? [[event.data.level, event.data.tokens] as [number, number]] : [],
      );
  const failures: unknown[] = [];
  const watch = () =>
    watchBudgets({ store, budget: (n) => insight().budget(n), failed: (error) => failures.push(error) });
  afterEach(() => expect(failures.splice(0)).toEqual([]));

  test("each crossing is told once, also over a restart", () => {
    let stop = watch();
    for (const prompt of [7_000, 8_100, 8_200, 9_100]) turn(usage(prompt));
    stop();
    stop = watch();
    for (const prompt of [9_200, 8_900, 9_100, 9_600, 3_000, 8_000]) turn(usage(prompt));
    stop();
    turn(usage(9_900));
    expect(heard()).toEqual([
      [80, 8_100],
      [90, 9_100],
      [95, 9_600],
      [80, 8_000],
    ]);
  });

  test("not by a side question, a turn without a bill, or the same turn again", () => {
    const stop = watch();
    const side = store.lanes.insert({ session: session.n, agentId: null, kind: "side", turns: 0, lastSeen: 1 });
    turn(usage(9_900), side);
    const n = turn(usage(8_500));
    turn(null);
    const again = { turnId: `turn-${n}`, lane: `lane-${lane.n}`, number: 2, outcome: "complete", answerBlocks: [] };
    store.events.append("turn-recorded", { sessionId: `session-${session.n}`, ...again });
    stop();
    expect(heard()).toEqual([[80, 8_500]]);
  });

  test("a session without a limit never alerts; a failure does not end the watch", () => {
    let broken = true;
    const told: unknown[] = [];
    const stop = watchBudgets({
      store,
      budget(n) {
        if (broken) throw new Error("disk full");
        return insight().budget(n);
      },
      failed: (error) => told.push(error),
    });
    turn(usage(8_100));
    expect(told).toHaveLength(1);
    broken = false;
    turn(usage(9_100));
    stop();
    expect(heard()).toEqual([[90, 9_100]]);
  });
});

describe("ledger", () => {
  test("sums turns and actors, and what was applied", () => {
    const block = result("a long text");
    const other = result("another");
    addChange(store, block, "short", { actor: "auto", state: "applied", appliedTurn: 2 });
    addChange(store, block, "shorter", { actor: "auto", state: "superseded", appliedTurn: 1 });
    addChange(store, other, "waits", { actor: "user" });
    ledgerOf(turn(usage(1_000)), { actors: { auto: 200 } });
    ledgerOf(turn(usage(1_100)), { actors: { auto: 300, staged: -50 }, billed: 50, untouched: 150 });
    turn(null);
    expect(Ledger.parse(insight().ledger(session.n))).toEqual({
      sessionId: `session-${session.n}`,
      turns: 3,
      billedTurns: 2,
      billed: { tokens: 150, usd: 0.02 },
      untouched: { tokens: 300, usd: 0.04 },
      saved: { tokens: 150, usd: 0.02 },
      share: 0.5,
      actors: [
        { actor: "auto", tokens: 500, changes: 2 },
        { actor: "staged", tokens: -50, changes: 0 },
      ],
      holdout: false,
      prediction: { turns: 0, p50: null, p95: null },
      pricesFrom: "2026-11-06",
    });
  });

  test("is negative where it is, and says where a session was left untouched", () => {
    holdout = true;
    ledgerOf(turn(usage(1_000)), { billed: 200, untouched: 150, holdout: true });
    expect(insight().ledger(session.n)).toMatchObject({ holdout: true, saved: { tokens: -50 } });
    expect(insight().ledger(session.n).share).toBeCloseTo(-1 / 3);
  });

  test("holds predictions against the bills, after five turns", () => {
    for (let at = 1; at <= 8; at++) ledgerOf(turn(usage(10_000)), { predictedInput: at <= 5 ? 20_000 : 10_000 + at });
    const { prediction } = insight().ledger(session.n);
    expect(prediction.turns).toBe(3);
    expect(prediction.p50).toBeCloseTo(0.07);
    expect(prediction.p95).toBeCloseTo(0.08);
  });
});

describe("health", () => {
  const detail = (name: string) => {
    const health = ContextHealth.parse(insight().health(session.n));
    return health.factors.find((factor) => factor.name === name)!.detail;
  };

  test("looks at what is sent: a shortened result repeats no more", () => {
    const text = Array.from({ length: 50 }, (_, line) => `line number ${line} of the very same file`).join("\n");
    result(text, { toolName: "Read", filePaths: ["a.ts"] });
    const second = result(text, { toolName: "Read", filePaths: ["a.ts"] });
    turn(usage(2_000));
    expect(detail("repetition")).toMatch(/^50 % of the tool output repeats/);
    expect(detail("staleness")).toMatch(/\(50 %\) are out of date/);
    addChange(store, second, "block-2 is block-1", { state: "applied", appliedTurn: 1, tokens: 5 });
    expect(detail("repetition")).toMatch(/^0 % /);
  });

  test("counts failures and cache reads", () => {
    result("failed", { isError: true });
    result("worked");
    turn(usage(1_000));
    expect(detail("cache")).toMatch(/No cache reads/);
    turn(usage(1_000, 900));
    turn(usage(1_000, 800));
    expect(detail("cache")).toMatch(/^85 % /);
    expect(detail("failures")).toMatch(/^1 of the last 2 /);
  });
});
