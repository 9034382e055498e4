import type { CellResult, Figures } from "./cells/cell.ts";
import { contenderNames } from "./contenders.ts";
import type { Summary } from "./statistics.ts";
import type { Verdict } from "./verdicts.ts";

const number = (value: number, digits = 2) => (Number.isNaN(value) ? "–" : value.toFixed(digits));
const spread = (summary: Summary, digits = 2) =>
  `${number(summary.p50, digits)} [${number(summary.low, digits)}…${number(summary.high, digits)}]`;

const heads = ["contender", "p50 ms", "p99 ms", "added p50 [parts]", "added p99", "× bare", "1st added p50 [parts]"];

/** One cell as lines: a row per contender; in brackets the smallest and largest median among ten parts of the run. */
export function cellLines(result: CellResult): string[] {
  const { cell, figures, memory, edited } = result;
  if (memory) {
    return [
      `\n${cell.name}: RSS idle ${number(memory.idle, 0)} MB, after ${number(memory.after, 0)} MB, peak ${number(memory.peak, 0)} MB`,
    ];
  }
  const bare = figures["pass-through"];
  const rows = contenderNames.flatMap((name) => {
    const own = figures[name];
    return own && bare ? [row(name, own, bare)] : [];
  });
  const extra = rows.some((cells) => cells[7] !== "") ? ["event p99 (added)"] : [""];
  const rate = rows.some((cells) => cells[8] !== "") ? ["requests/s [rounds]"] : [""];
  const count = figures.direct?.total.count ?? 0;
  const after = edited
    ? [`  ${edited.requests} of ${edited.sent} left edited, the last ${edited.bytes} bytes of ${edited.originalBytes}`]
    : [];
  return [`\n${cell.name} (${count} requests each)`, ...table([[...heads, ...extra, ...rate], ...rows]), ...after];
}

function row(name: string, own: Figures, bare: Figures): string[] {
  const events =
    own.eventP99 === undefined ? "" : `${number(own.eventP99)} (${number(own.addedEventP99 ?? Number.NaN)})`;
  return [
    name,
    number(own.total.p50),
    number(own.total.p99),
    name === "direct" ? "" : spread(own.added),
    name === "direct" ? "" : number(own.added.p99),
    name === "direct" ? "" : number(own.added.p50 / bare.added.p50),
    name === "direct" ? "" : spread(own.addedFirst),
    events,
    own.requestsPerSecond ? spread(own.requestsPerSecond, 0) : "",
  ];
}

/** Limits of all cells, and whether they hold. */
export function verdictLines(verdicts: readonly Verdict[]): string[] {
  const rows = verdicts.map((verdict) => [
    verdict.cell,
    verdict.what,
    `${number(verdict.value)} ${verdict.unit}`,
    limitText(verdict),
    verdict.holds ? "holds" : "DOES NOT HOLD",
  ]);
  const held = verdicts.filter(({ holds }) => holds).length;
  if (rows.length === 0) return ["\nNo limits: Aperture took no part."];
  return ["\nLimits", ...table([["cell", "what", "measured", "limit", ""], ...rows]), `${held} of ${rows.length} hold`];
}

const limitText = ({ limit, unit, what }: Verdict) =>
  `${unit === "of all" ? "=" : what.startsWith("requests/s") ? "≥" : "≤"} ${limit} ${unit}`;

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
  return rows.map((cells) => `  ${cells.map((text, column) => text.padEnd(widths[column]!)).join("  ")}`.trimEnd());
}
