/** A block of an earlier request: its identity key and the number it was given. */
export interface KnownBlock {
  readonly key: string;
  readonly n: number;
}

/**
 * Carries block numbers from an earlier request to a new one: for each new key, the number of the old block it is, or
 * undefined where it is new. Equal ends are matched first, then keys that stand once on both sides keep the order
 * (a patience diff), then what lies between them, front to back. So one of several equal blocks ("continue") keeps its
 * number although others before it were dropped.
 */
export function alignBlocks(known: readonly KnownBlock[], keys: readonly string[]): (number | undefined)[] {
  const numbers = new Array<number | undefined>(keys.length).fill(undefined);
  matchRange({ known, keys, numbers }, { from: 0, to: known.length }, { from: 0, to: keys.length });
  matchMoved(known, keys, numbers);
  return numbers;
}

interface Sides {
  readonly known: readonly KnownBlock[];
  readonly keys: readonly string[];
  readonly numbers: (number | undefined)[];
}
interface Range {
  readonly from: number;
  readonly to: number;
}

function matchRange(sides: Sides, old: Range, fresh: Range): void {
  const { known, keys, numbers } = sides;
  let oldFrom = old.from;
  let oldTo = old.to;
  let from = fresh.from;
  let to = fresh.to;
  while (oldFrom < oldTo && from < to && known[oldFrom]!.key === keys[from]) numbers[from++] = known[oldFrom++]!.n;
  while (oldFrom < oldTo && from < to && known[oldTo - 1]!.key === keys[to - 1]) numbers[--to] = known[--oldTo]!.n;
  if (oldFrom === oldTo || from === to) return;

  const anchors = increasing(uniquePairs(sides, { from: oldFrom, to: oldTo }, { from, to }));
  if (anchors.length === 0) {
    matchInOrder(sides, { from: oldFrom, to: oldTo }, { from, to });
    return;
  }
  let lastOld = oldFrom;
  let lastFresh = from;
  for (const [oldAt, freshAt] of [...anchors, [oldTo, to] as const]) {
    matchRange(sides, { from: lastOld, to: oldAt }, { from: lastFresh, to: freshAt });
    if (freshAt < to) numbers[freshAt] = known[oldAt]!.n;
    lastOld = oldAt + 1;
    lastFresh = freshAt + 1;
  }
}

/** Places of the keys that stand exactly once on both sides, in the new order. */
function uniquePairs({ known, keys }: Sides, old: Range, fresh: Range): (readonly [number, number])[] {
  const places = new Map<string, { old: number; count: number }>();
  for (let at = old.from; at < old.to; at++) {
    const seen = places.get(known[at]!.key);
    if (seen) seen.count++;
    else places.set(known[at]!.key, { old: at, count: 1 });
  }
  const counts = new Map<string, number>();
  for (let at = fresh.from; at < fresh.to; at++) counts.set(keys[at]!, (counts.get(keys[at]!) ?? 0) + 1);
  const pairs: (readonly [number, number])[] = [];
  for (let at = fresh.from; at < fresh.to; at++) {
    const seen = places.get(keys[at]!);
    if (seen?.count === 1 && counts.get(keys[at]!) === 1) pairs.push([seen.old, at]);
  }
  return pairs;
}

/** Longest run of pairs whose old places grow (patience sorting, O(n log n)). */
function increasing(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tails: number[] = [];
  const before: number[] = [];
  for (let index = 0; index < pairs.length; index++) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]!]![0] < pairs[index]![0]) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = index;
  }
  const run: (readonly [number, number])[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index]!) run.push(pairs[index]!);
  return run.reverse();
}

function matchInOrder({ known, keys, numbers }: Sides, old: Range, fresh: Range): void {
  let next = old.from;
  for (let at = fresh.from; at < fresh.to; at++) {
    for (let candidate = next; candidate < old.to; candidate++) {
      if (known[candidate]!.key !== keys[at]) continue;
      numbers[at] = known[candidate]!.n;
      next = candidate + 1;
      break;
    }
  }
}

/** What the diff left over on both sides and has the same key has moved: it keeps its number too. */
function matchMoved(known: readonly KnownBlock[], keys: readonly string[], numbers: (number | undefined)[]): void {
  if (!numbers.includes(undefined)) return;
  const used = new Set(numbers);
  const left = new Map<string, number[]>();
  for (const { key, n } of known) {
    if (used.has(n)) continue;
    const list = left.get(key);
    if (list) list.push(n);
    else left.set(key, [n]);
  }
  for (let at = 0; at < keys.length; at++) if (numbers[at] === undefined) numbers[at] = left.get(keys[at]!)?.shift();
}
