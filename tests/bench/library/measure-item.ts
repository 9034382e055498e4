import type { MeasuredEffect } from "../../../packages/sdk/src/library/effect.ts";
import type { Billed } from "../context/bill.ts";

/** What one session's requests came to, untouched and with an item; both lifetimes together. */
export interface SessionFigures {
  readonly requests: number;
  readonly before: Sum;
  readonly after: Sum;
}

export interface Sum {
  readonly bill: number;
  readonly tokens: number;
}

export const sumOf = (billed: readonly Billed[]): Sum => ({
  bill: billed.reduce((sum, { cost }) => sum + cost, 0),
  tokens: billed.reduce((sum, { prompt }) => sum + prompt, 0),
});

export const addSums = (a: Sum, b: Sum): Sum => ({ bill: a.bill + b.bill, tokens: a.tokens + b.tokens });

/** Shares of what was billed, to a hundredth of a percent: more would say that it is the same on another session. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000 + 0;

/** An item's effect over all sessions. */
export function effectOver(
  { kind, name }: Pick<MeasuredEffect, "kind" | "name">,
  sessions: readonly SessionFigures[],
): MeasuredEffect {
  const before = sessions.map((session) => session.before).reduce(addSums);
  const after = sessions.map((session) => session.after).reduce(addSums);
  const changes = sessions.map((session) => session.after.bill / session.before.bill - 1);
  return {
    kind,
    name,
    sessions: sessions.length,
    requests: sessions.reduce((sum, { requests }) => sum + requests, 0),
    billChange: rounded(after.bill / before.bill - 1),
    tokenChange: rounded(after.tokens / before.tokens - 1),
    best: rounded(Math.min(...changes)),
    worst: rounded(Math.max(...changes)),
  };
}
