/** Where the rows of a virtual column stand: `offsets[i]` is the top of row i in px, the last entry the whole height. */
export interface ColumnLayout {
  readonly offsets: Float64Array;
}

export function layoutColumn(heights: readonly number[], gap: number): ColumnLayout {
  const offsets = new Float64Array(heights.length + 1);
  for (let row = 0; row < heights.length; row += 1) offsets[row + 1] = offsets[row]! + heights[row]! + gap;
  return { offsets };
}

export const columnHeight = ({ offsets }: ColumnLayout): number => offsets[offsets.length - 1] ?? 0;

/** Rows [first, end) that touch the window, with `margin` px of more on both sides. */
export function visibleRows(layout: ColumnLayout, top: number, height: number, margin: number): [number, number] {
  const rows = layout.offsets.length - 1;
  const first = Math.min(rowAt(layout, top - margin), rows);
  const end = Math.min(rowAt(layout, top + height + margin) + 1, rows);
  return [first, Math.max(first, end)];
}

/** Scroll position that brings a row into the window, or the present one if it is inside. */
export function scrollToRow(layout: ColumnLayout, row: number, top: number, height: number): number {
  const start = layout.offsets[row] ?? 0;
  const end = layout.offsets[row + 1] ?? start;
  if (start < top) return start;
  if (end > top + height) return Math.max(0, Math.min(start, end - height));
  return top;
}

function rowAt({ offsets }: ColumnLayout, y: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle + 1]! > y) high = middle;
    else low = middle + 1;
  }
  return low;
}
