interface Range {
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/** Differences up to which the shortest edit is sought: its memory is their square, 4 bytes each (4 MB). */
const mostDifferences = 1_000;

/** Pairs of equal lines of the shortest edit (Myers 1986); none where the ranges differ by more than is worth finding out. */
export function shortestEdit(a: Int32Array, b: Int32Array, range: Range): [number, number][] {
  const [n, m] = [range.aEnd - range.a, range.bEnd - range.b];
  const most = Math.min(n + m, mostDifferences);
  // furthest[k + offset]: how far into `a` a path with k more removals than additions came.
  const offset = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const history: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    history.push(furthest.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest[offset + k - 1]! < furthest[offset + k + 1]!);
      let x = down ? furthest[offset + k + 1]! : furthest[offset + k - 1]! + 1;
      while (x < n && x - k < m && a[range.a + x] === b[range.b + x - k]) x++;
      furthest[offset + k] = x;
      if (x >= n && x - k >= m) return walkBack(history, range, n, m);
    }
  }
  return [];
}

/** The way back through the rounds: every diagonal step is a pair. */
function walkBack(history: readonly Int32Array[], range: Range, n: number, m: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [n, m];
  for (let d = history.length - 1; d >= 0; d--) {
    const before = history[d]!;
    const at = (k: number): number => before[k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : at(fromK);
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      // Back along the diagonal until the step that led onto it.
      const [startX, startY] = d === 0 ? [0, 0] : down ? [fromX, fromY + 1] : [fromX + 1, fromY];
      if (x === startX && y === startY) break;
      pairs.push([range.a + --x, range.b + --y]);
    }
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}
