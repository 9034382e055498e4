import type { ApertureClient, BlocksPage } from "@aperture/sdk";

type Finder = Pick<ApertureClient, "blocks">;

/** Ids of the blocks whose whole text holds the words: cards show 400 characters, so the API is asked for the rest. */
export class Search {
  found: ReadonlySet<string> = $state.raw(new Set());
  readonly #client: Finder;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #run = 0;

  constructor(client: Finder) {
    this.#client = client;
  }

  /** Asks 150 ms after the last call; what an older question brings is thrown away. */
  ask(session: string | undefined, text: string | undefined, lane?: string): void {
    clearTimeout(this.#timer);
    this.#run += 1;
    this.found = new Set();
    if (!session || !text?.trim()) return;
    const run = this.#run;
    this.#timer = setTimeout(() => void this.#find({ session, q: text, ...(lane ? { lane } : {}) }, run), 150);
  }

  async #find(asked: { session: string; q: string; lane?: string }, run: number): Promise<void> {
    const found = new Set<string>();
    let after: string | undefined;
    do {
      const query = { ...asked, contentLimit: 0, limit: 1_000, ...(after === undefined ? {} : { after }) };
      // Without an answer the cards' own text is still searched: fewer hits, no error on every key.
      const page: BlocksPage | undefined = await this.#client.blocks(query).catch(() => undefined);
      if (run !== this.#run || !page) return;
      for (const block of page.blocks) found.add(block.id);
      after = page.next ?? undefined;
    } while (after !== undefined);
    this.found = found;
  }
}
