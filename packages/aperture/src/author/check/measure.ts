import type { ReplayedFixture } from "../test/check-invariants.ts";

/** What a plugin costs and saves on its recordings, on this machine. */
export interface Measures {
  readonly calls: number;
  /** Milliseconds of a call, border and guest together; null where there was none. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** Milliseconds of the plugin's own code. */
  readonly guestP50: number | null;
  /** Prompt tokens over all recorded requests: kept out, and put in. */
  readonly tokensSaved: number;
  readonly tokensAdded: number;
  /** Bytes of the guest's memory at the end. */
  readonly memory: number;
}

export function measure(replayed: readonly ReplayedFixture[], memory: number): Measures {
  const calls = replayed.flatMap((each) => each.calls);
  const times = sorted(calls.map(({ ms }) => ms));
  const differences = calls.map(({ tokensBefore, tokensAfter }) => tokensBefore - tokensAfter);
  return {
    calls: calls.length,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    guestP50: quantile(sorted(calls.map(({ guestMs }) => guestMs)), 0.5),
    tokensSaved: sum(differences.filter((tokens) => tokens > 0)),
    tokensAdded: -sum(differences.filter((tokens) => tokens < 0)),
    memory,
  };
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of ascending values, to a hundredth. */
function quantile(values: readonly number[], share: number): number | null {
  const value = values[Math.min(values.length - 1, Math.floor(values.length * share))];
  return value === undefined ? null : Math.round(value * 100) / 100;
}
