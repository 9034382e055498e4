/** Something that can be asked for by its words. */
export interface PaletteEntry {
  readonly says: string;
  /** The key that does the same, if there is one. */
  readonly key?: string;
  readonly run: () => void;
}

/** Entries on the screen at once: whoever looks for one of more writes another word. */
const most = 12;

/** What is asked for in the palette: a few words, and the entry that they lead to. */
export class Palette {
  entries: readonly PaletteEntry[] = $state.raw([]);
  /** Which of the matches Enter does. */
  at = $state(0);
  #query = $state("");

  get query(): string {
    return this.#query;
  }
  set query(text: string) {
    this.#query = text;
    this.at = 0;
  }

  /** Those that have every word, in their order. */
  get matches(): readonly PaletteEntry[] {
    const words = this.#query.toLowerCase().split(/\s+/).filter(Boolean);
    const has = ({ says }: PaletteEntry): boolean => words.every((word) => says.toLowerCase().includes(word));
    return this.entries.filter(has).slice(0, most);
  }

  move(by: 1 | -1): void {
    const count = this.matches.length;
    if (count > 0) this.at = (this.at + by + count) % count;
  }

  /** What Enter would do. */
  get chosen(): PaletteEntry | undefined {
    return this.matches[this.at];
  }
}
