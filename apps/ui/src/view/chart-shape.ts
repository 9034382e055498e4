export type ChartPoint = readonly [x: number | string, y: number | null];
export interface ChartSeries {
  readonly label: string;
  readonly points: readonly ChartPoint[];
}
export interface ChartSpan {
  readonly low: number;
  readonly high: number;
}
export interface ChartBar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Beyond that the distance between two of them is no number any more. */
const isDrawn = (y: number | null): y is number => y !== null && Math.abs(y) <= 1e300;

/** The values a chart must reach: zero always, so that heights tell the truth. Never empty. */
export function chartSpan(series: readonly ChartSeries[]): ChartSpan {
  let low = 0;
  let high = 0;
  for (const { points } of series)
    for (const [, y] of points) {
      if (!isDrawn(y)) continue;
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
  return low === high ? { low: 0, high: 1 } : { low, high };
}

/** How many places stand side by side. */
export const chartPlaces = (series: readonly ChartSeries[]): number =>
  series.reduce((most, { points }) => Math.max(most, points.length), 0);

export interface ChartBox {
  readonly width: number;
  readonly height: number;
  readonly span: ChartSpan;
  readonly places: number;
}

const heightOf = (value: number, { height, span }: ChartBox): number =>
  height - ((value - span.low) / (span.high - span.low)) * height;

/** Points of polylines, one for every run without a gap. A point alone is a line too short to see: it is drawn twice. */
export function chartLines(points: readonly ChartPoint[], box: ChartBox): readonly string[] {
  const runs: string[][] = [[]];
  const step = box.width / Math.max(1, box.places - 1);
  points.forEach(([, y], place) => {
    if (!isDrawn(y)) runs.push([]);
    else runs.at(-1)!.push(`${round(place * step)},${round(heightOf(y, box))}`);
  });
  return runs.filter((run) => run.length > 0).map((run) => (run.length === 1 ? [...run, ...run] : run).join(" "));
}

/** Bars of one series among `count` that stand side by side. */
export function chartBars(
  points: readonly ChartPoint[],
  box: ChartBox,
  { index, count }: { index: number; count: number },
): readonly ChartBar[] {
  const room = box.width / Math.max(1, box.places);
  const width = (room * 0.8) / count;
  const zero = heightOf(0, box);
  return points.flatMap(([, y], place) => {
    if (!isDrawn(y)) return [];
    const top = heightOf(y, box);
    const x = place * room + room * 0.1 + index * width;
    return [{ x: round(x), y: round(Math.min(top, zero)), width: round(width), height: round(Math.abs(top - zero)) }];
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;
