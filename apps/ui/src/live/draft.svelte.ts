/** The text somebody is writing for a block. Kept while they look at other things. */
export class Draft {
  text = $state("");
  /** What it began as. */
  #start = $state("");
  #block: string | undefined = $state();

  /** Begins with what is sent of the block now; a draft of the same block that was changed goes on. */
  begin(block: string, text: string): void {
    if (this.#block === block && this.isChanged) return;
    this.#block = block;
    this.#start = text;
    this.text = text;
  }

  get block(): string | undefined {
    return this.#block;
  }

  get isChanged(): boolean {
    return this.text !== this.#start;
  }

  drop(): void {
    this.#block = undefined;
    this.#start = "";
    this.text = "";
  }
}
