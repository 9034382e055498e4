interface Range {
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/** Pairs of lines that stand once in each range, as many as keep their order in both (patience): what a reader calls "the same line". */
export function anchorLines(a: Int32Array, b: Int32Array, range: Range): (readonly [number, number])[] {
  const places = new Map<number, { a: number; b: number; count: number }>();
  for (let index = range.a; index < range.aEnd; index++) {
    const place = places.get(a[index]!);
    if (place) place.count++;
    else places.set(a[index]!, { a: index, b: -1, count: 1 });
  }
  for (let index = range.b; index < range.bEnd; index++) {
    const place = places.get(b[index]!);
    if (!place) continue;
    if (place.b >= 0) place.count++;
    place.b = index;
  }
  // A map keeps the order in which lines were met: by their place in `a`.
  const unique = [...places.values()].filter(({ b: at, count }) => at >= 0 && count === 1);
  return longestRising(unique.map((place) => [place.a, place.b] as const));
}

/** The longest subsequence whose second numbers rise, in n log n. */
function longestRising(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tops: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  for (const [index, [, value]] of pairs.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tops[middle]!]![1] < value) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[index] = tops[low - 1]!;
    tops[low] = index;
  }
  const found: (readonly [number, number])[] = [];
  for (let index = tops.at(-1) ?? -1; index >= 0; index = before[index]!) found.push(pairs[index]!);
  return found.reverse();
}
