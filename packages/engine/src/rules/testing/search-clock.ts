/** A clock that stands still until a text is read: each reading takes `cost` ms. */
export function searchClock(cost: number) {
  let now = 0;
  return {
    cost,
    clock: (): number => now,
    /** A block whose text takes its time; `reads` counts. */
    slowly<T extends { readonly text: string }>(block: T, reads?: { count: number }): T {
      const { text } = block;
      const read = (): string => {
        now += this.cost;
        if (reads) reads.count++;
        return text;
      };
      return Object.defineProperty({ ...block }, "text", { get: read, enumerable: true, configurable: true });
    },
  };
}
