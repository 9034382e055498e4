import type { ApertureClient, Block } from "@aperture/sdk";
import { mergeBlocks } from "./merge-blocks.ts";

type BlockReader = Pick<ApertureClient, "blocks">;

/** Characters of text per card; the sheet reads a block whole. */
export const previewLength = 400;

/** The live blocks of one session in prompt order. */
export class Blocks {
  all: readonly Block[] = $state.raw([]);
  /** Ids that arrived since the session is on the screen: they are drawn developing. */
  fresh: ReadonlySet<string> = $state.raw(new Set());
  /** The session that `all` belongs to; differs from the wanted one while the first page loads. */
  session: string | undefined = $state();
  readonly #client: BlockReader;
  #wanted: string | undefined;

  constructor(client: BlockReader) {
    this.#client = client;
  }

  /** Reads the session's blocks; a later call for another session overtakes this one. */
  async load(session: string): Promise<void> {
    this.#wanted = session;
    const next: Block[] = [];
    let after: string | undefined;
    do {
      const query = { session, contentLimit: previewLength, limit: 1_000, ...(after === undefined ? {} : { after }) };
      const page = await this.#client.blocks(query);
      if (this.#wanted !== session) return;
      next.push(...page.blocks);
      after = page.next ?? undefined;
      // A first look shows the first page at once; a re-read replaces the list only when it is whole.
      if (this.session !== session) this.#replace(session, next);
    } while (after !== undefined);
    this.#replace(session, next);
  }

  clear(): void {
    this.#wanted = undefined;
    this.session = undefined;
    this.all = [];
    this.fresh = new Set();
  }

  #replace(session: string, next: readonly Block[]): void {
    const known = new Set(this.all.map((block) => block.id));
    const isFirstLook = this.session !== session || known.size === 0;
    const ordered = next.toSorted((left, right) => left.position - right.position);
    this.fresh = new Set(isFirstLook ? [] : ordered.filter((block) => !known.has(block.id)).map((block) => block.id));
    this.all = this.session === session ? mergeBlocks(this.all, ordered) : ordered;
    this.session = session;
  }
}
