/** Numbers that are the same for the same seed, on every machine: a failure can be had again. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number;
  /** 0 ≤ x < end, whole. */
  below(end: number): number;
  oneOf<T>(list: readonly T[]): T;
  /** True so often out of 1. */
  chance(share: number): boolean;
}

/** A multiply-and-shift generator with 32 bits of state: enough to vary tests, no more. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return { next, below, oneOf: (list) => list[below(list.length)]!, chance: (share) => next() < share };
}
