/**
 * Strings that records point into: each is numbered once, from 1, and crosses the border once. 0 stands for none. One table per lane
 * and plugin, so that nothing of one conversation is numbered, or kept, for another.
 */
export interface StringTable {
  /** How many there are: the highest number given. */
  readonly size: number;
  /** UTF-16 units of all of them. */
  readonly units: number;
  /** Its number; a new one where it is not in the table yet. 0 for undefined and "". */
  idOf(text: string | undefined): number;
  /** "" for 0 and for numbers that were never given. */
  textOf(id: number): string;
  /** Those numbered after `id`, in order: what the other side does not have yet. */
  after(id: number): readonly string[];
}

/** An empty table. */
export function createStringTable(): StringTable {
  const ids = new Map<string, number>();
  const texts: string[] = [""];
  let units = 0;
  return {
    get size() {
      return texts.length - 1;
    },
    get units() {
      return units;
    },
    idOf(text) {
      if (text === undefined || text === "") return 0;
      const known = ids.get(text);
      if (known !== undefined) return known;
      const id = texts.push(text) - 1;
      ids.set(text, id);
      units += text.length;
      return id;
    },
    textOf: (id) => texts[id] ?? "",
    after: (id) => (id >= texts.length - 1 ? [] : texts.slice(id + 1)),
  };
}
