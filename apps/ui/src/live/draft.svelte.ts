/** The texts somebody is writing for blocks. Kept while they look at other things. */
export class Draft {
  text = $state("");
  /** What it began as. */
  #start = $state("");
  #block: string | undefined = $state();
  /** Changed texts of other blocks. */
  readonly #others = new Map<string, string>();

  /** Begins with what is sent of the block now; a text for it that was changed goes on. */
  begin(block: string, text: string): void {
    if (this.#block === block && this.isChanged) return;
    if (this.#block !== undefined && this.isChanged) this.#others.set(this.#block, this.text);
    this.#block = block;
    this.#start = text;
    this.text = this.#others.get(block) ?? text;
    this.#others.delete(block);
  }

  get block(): string | undefined {
    return this.#block;
  }

  get isChanged(): boolean {
    return this.text !== this.#start;
  }

  /** The text of this block is done with: saved, or not wanted. */
  drop(): void {
    this.#block = undefined;
    this.#start = "";
    this.text = "";
  }
}
