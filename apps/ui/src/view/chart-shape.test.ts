import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChartSeries, chartBars, chartLines, chartPlaces, chartSpan } from "./chart-shape.ts";

const series = (...values: (number | null)[]): ChartSeries => ({ label: "s", points: values.map((y, x) => [x, y]) });
const box = { width: 100, height: 50, span: { low: 0, high: 10 }, places: 3 };

test("heights begin at zero, so that they tell the truth", () => {
  expect(chartSpan([series(5, 9)])).toEqual({ low: 0, high: 9 });
  expect(chartSpan([series(-3, null), series(4)])).toEqual({ low: -3, high: 4 });
  expect(chartSpan([])).toEqual({ low: 0, high: 1 });
  expect(chartSpan([series(Number.POSITIVE_INFINITY, Number.NaN, 1.7e308, -1.7e308)])).toEqual({ low: 0, high: 1 });
});

test("a line breaks where there is nothing; a point alone is still drawn", () => {
  expect(chartLines(series(0, 10, 5).points, box)).toEqual(["0,50 50,0 100,25"]);
  expect(chartLines(series(10, null, 0).points, box)).toEqual(["0,0 0,0", "100,50 100,50"]);
  expect(chartLines([], box)).toEqual([]);
});

test("bars stand side by side on the zero line, and hang from it", () => {
  const span = { low: -10, high: 10 };
  const bars = chartBars(series(10, -10, null).points, { ...box, span }, { index: 1, count: 2 });
  expect(bars).toEqual([
    { x: 16.7, y: 0, width: 13.3, height: 25 },
    { x: 50, y: 25, width: 13.3, height: 25 },
  ]);
});

test("whatever a plugin says, everything stands inside the box", () => {
  const values = fc.array(fc.option(fc.double()), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), (all) => {
      const drawn = all.map((list) => series(...list));
      const shape = { width: 640, height: 150, span: chartSpan(drawn), places: chartPlaces(drawn) };
      for (const [index, { points }] of drawn.entries()) {
        for (const line of chartLines(points, shape))
          for (const pair of line.split(" ")) {
            const [x, y] = pair.split(",").map(Number);
            expect(x! >= 0 && x! <= 640 && y! >= 0 && y! <= 150).toBe(true);
          }
        for (const bar of chartBars(points, shape, { index, count: drawn.length }))
          expect(bar.x >= 0 && bar.x + bar.width <= 641 && bar.y >= 0 && bar.y + bar.height <= 151).toBe(true);
      }
    }),
  );
});
