/** Roots that may follow each other. */
export const MOST_ROOTS = 64;

/** Bytes. TUF's own defaults; `target`: of what is no archive. */
export const mostBytes = { root: 512_000, timestamp: 16_384, metadata: 5_000_000, target: 20_000_000 } as const;
