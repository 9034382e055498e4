import type { MeasuredEffect } from "../../../packages/sdk/src/library/effect.ts";

/** The last digit that is written. */
const ROUNDING = 0.000_1;

const shares = ["billChange", "tokenChange", "best", "worst"] as const;

/** What was measured otherwise than it is written, one line each, for people. */
export function changedRows(stored: readonly MeasuredEffect[], measured: readonly MeasuredEffect[]): string[] {
  const names = (effects: readonly MeasuredEffect[]) => effects.map(({ kind, name }) => `${kind} ${name}`);
  const gone = names(stored).filter((name) => !names(measured).includes(name));
  const changed = measured.flatMap((now) => {
    const before = stored.find(({ kind, name }) => kind === now.kind && name === now.name);
    if (!before) return [`${now.kind} ${now.name}: not there`];
    const isSameWork = before.sessions === now.sessions && before.requests === now.requests;
    const differing = shares.filter((share) => Math.abs(before[share] - now[share]) > ROUNDING * 1.001);
    if (isSameWork && differing.length === 0) return [];
    return [`${now.kind} ${now.name}: ${isSameWork ? differing.join(", ") : "other sessions"}`];
  });
  return [...gone.map((name) => `${name}: no longer there`), ...changed];
}
