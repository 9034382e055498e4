/** Which edited elements are the client's (index of the original), and which are ours (null). */
export type Alignment = readonly (number | null)[];

/**
 * Matches two sequences: every original element is there, in its order; what else there is must be ours. Null where no
 * reading of the edited one fits.
 */
export function align<T>(
  original: readonly T[],
  edited: readonly T[],
  isSame: (original: T, edited: T) => boolean,
  isOurs: (edited: T) => boolean,
): Alignment | null {
  const failed = new Set<number>();
  const found: (number | null)[] = [];
  const extra = edited.length - original.length;
  // `at - from` elements of ours have been passed; a depth-first walk that prefers to see the client's.
  const walk = (from: number, at: number): boolean => {
    if (at === edited.length) return from === original.length;
    const key = from * (edited.length + 1) + at;
    if (failed.has(key)) return false;
    if (from < original.length && isSame(original[from]!, edited[at]!)) {
      found[at] = from;
      if (walk(from + 1, at + 1)) return true;
    }
    if (at - from < extra && isOurs(edited[at]!)) {
      found[at] = null;
      if (walk(from, at + 1)) return true;
    }
    failed.add(key);
    return false;
  };
  return extra >= 0 && walk(0, 0) ? found : null;
}
