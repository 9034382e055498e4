import type { Calibration } from "./calibrate.ts";
import type { Figures } from "./measure.ts";

/** One method on one session, at both lifetimes. */
export interface Row {
  readonly session: string;
  readonly method: string;
  readonly figures: { readonly "5m": Figures; readonly "1h": Figures };
}

const percent = (share: number): string => `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(1)} %`;
const share = (part: number, whole: number): string => (whole === 0 ? "–" : `${((part / whole) * 100).toFixed(1)} %`);

/** A table of methods beside `raw`, which must be among the rows. */
export function tableLines(title: string, rows: readonly Row[]): string[] {
  const raw = rows.find(({ method }) => method === "raw")!.figures;
  const lines = rows.map(({ method, figures: { "5m": short, "1h": long } }) => [
    method,
    percent(long.tokens / raw["1h"].tokens - 1),
    percent(short.bill / raw["5m"].bill - 1),
    percent(long.bill / raw["1h"].bill - 1),
    kept(short.factsKept, long.factsKept, long.facts),
    kept(short.anchorsKept, long.anchorsKept, long.anchors),
  ]);
  return aligned([[title, "tokens", "bill 5 min", "bill 1 h", "facts kept", "anchors kept"], ...lines]);
}

export function calibrationLines(calibrations: readonly Calibration[]): string[] {
  return aligned([
    ["simulated against billed", "ttl", "prompt (median)", "bill", "entries lost", "bill without those"],
    ...calibrations.map(({ session, ttl, prompt, bill, losses, billWithoutLosses }) => [
      session,
      ttl,
      percent(prompt),
      percent(bill),
      String(losses),
      percent(billWithoutLosses),
    ]),
  ]);
}

/** Both lifetimes where they differ. */
function kept(short: number, long: number, whole: number): string {
  return short === long ? share(long, whole) : `${share(short, whole)} / ${share(long, whole)}`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "),
  );
}
