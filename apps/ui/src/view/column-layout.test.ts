import fc from "fast-check";
import { expect, test } from "vitest";
import { cardHeight, previewLines } from "./card-height.ts";
import { columnHeight, layoutColumn, scrollToRow, visibleRows } from "./column-layout.ts";

test("more tokens never make a lower card, and no card is out of bounds", () => {
  let last = 0;
  for (let tokens = 0; tokens < 200_000; tokens += 7) {
    const height = cardHeight(tokens);
    expect(height).toBeGreaterThanOrEqual(last);
    last = height;
  }
  expect(previewLines(0)).toBe(1);
  expect(previewLines(1_000_000)).toBe(9);
});

test("the visible rows are exactly those that touch the window", () => {
  const heights = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 60 });
  const window = fc.record({ top: fc.integer({ min: 0, max: 9_000 }), height: fc.integer({ min: 1, max: 900 }) });
  fc.assert(
    fc.property(heights, window, (rows, { top, height }) => {
      const layout = layoutColumn(rows, 4);
      const [first, end] = visibleRows(layout, top, height, 0);
      rows.forEach((_, row) => {
        const touches = layout.offsets[row + 1]! > top && layout.offsets[row]! < top + height;
        if (touches) expect(row >= first && row < end).toBe(true);
      });
      expect(end - first).toBeLessThanOrEqual(height + 2);
    }),
  );
});

test("an empty column has no rows and no height", () => {
  const layout = layoutColumn([], 4);
  expect(columnHeight(layout)).toBe(0);
  expect(visibleRows(layout, 0, 800, 100)).toEqual([0, 0]);
});

test("scrolling moves only as far as needed", () => {
  const layout = layoutColumn([100, 100, 100, 100], 0);
  expect(scrollToRow(layout, 1, 50, 200)).toBe(50);
  expect(scrollToRow(layout, 0, 50, 200)).toBe(0);
  expect(scrollToRow(layout, 3, 0, 200)).toBe(200);
  expect(scrollToRow(layoutColumn([900], 0), 0, 0, 200)).toBe(0);
});
