import type { Ledger } from "@aperture/sdk";
import { expect, test } from "vitest";
import { describeLedger } from "./ledger.ts";

const ledger: Ledger = {
  sessionId: "session-3",
  turns: 42,
  billedTurns: 40,
  billed: { tokens: 900_000, usd: 2.7 },
  untouched: { tokens: 1_200_000, usd: 3.6 },
  saved: { tokens: 300_000, usd: 0.9 },
  share: 0.25,
  actors: [{ actor: "auto", tokens: 410_000, changes: 31 }],
  holdout: false,
  prediction: { turns: 35, p50: 0.11, p95: 0.634 },
  pricesFrom: "2026-11-01",
};

test("what was saved, and by whom", () => {
  expect(describeLedger(ledger).split("\n")).toEqual([
    "session     session-3",
    "turns       42, 40 of them billed",
    "billed      900,000 input-token equivalents, $2.70",
    "untouched   1,200,000 input-token equivalents, $3.60 it would have been",
    "saved       300,000 input-token equivalents, $0.9000 (25.0 %)",
    "prediction  off by 0.11 % at the median, 0.63 % at the 95th percentile, over 35 turns",
    "prices      2026-11-01",
    "",
    "BY    PROMPT TOKENS KEPT OUT  CHANGES",
    "auto  410,000                 31",
  ]);
});

test("a loss is called one", () => {
  const loss = describeLedger({ ...ledger, saved: { tokens: -5_000, usd: -0.015 }, share: -0.0056 });
  expect(loss).toContain("cost more   5,000 input-token equivalents, $0.0150 (0.6 %)");
  expect(loss).not.toMatch(/^saved/m);
});

test("nothing is made up where nothing is known", () => {
  const unknown = { tokens: 0, usd: null };
  const text = describeLedger({
    ...ledger,
    ...{ billed: unknown, untouched: unknown, saved: unknown, share: null, actors: [], holdout: true },
    prediction: { turns: 0, p50: null, p95: null },
  });
  expect(text).toContain("left untouched for comparison");
  expect(text).toContain("saved       0 input-token equivalents\n");
  expect(text).toContain("not enough turns yet");
  expect(text).not.toMatch(/\$|BY|%/);
});
