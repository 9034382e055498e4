import type { ApertureClient, Block } from "@aperture/sdk";
import { mergeBlocks } from "./merge-blocks.ts";

type BlockReader = Pick<ApertureClient, "blocks">;

/** Characters of text per card; the sheet reads a block whole. */
export const previewLength = 400;

/** The live blocks of one lane of a session in prompt order. */
export class Blocks {
  all: readonly Block[] = $state.raw([]);
  /** Ids that arrived since the session is on the screen: they are drawn developing. */
  fresh: ReadonlySet<string> = $state.raw(new Set());
  /** The session that `all` belongs to; differs from the wanted one while the first page loads. */
  session: string | undefined = $state();
  lane: string | undefined = $state();
  readonly #client: BlockReader;
  #wanted: string | undefined;
  #run = 0;

  constructor(client: BlockReader) {
    this.#client = client;
  }

  /** Reads the lane's blocks (default: of the main lane); a later call for another one overtakes this one. */
  async load(session: string, lane?: string): Promise<void> {
    const wanted = `${session} ${lane}`;
    if (this.#wanted !== wanted) this.#run += 1;
    this.#wanted = wanted;
    const run = this.#run;
    const next: Block[] = [];
    let after: string | undefined;
    do {
      const query = {
        session,
        contentLimit: previewLength,
        limit: 1_000,
        ...(lane ? { lane } : {}),
        ...(after ? { after } : {}),
      };
      const page = await this.#client.blocks(query);
      if (this.#run !== run) return;
      next.push(...page.blocks);
      after = page.next ?? undefined;
      // A first look shows the first page at once; a re-read replaces the list only when it is whole.
      if (this.session !== session || this.lane !== lane) this.#replace(session, lane, next);
    } while (after !== undefined);
    this.#replace(session, lane, next);
  }

  clear(): void {
    this.#wanted = undefined;
    this.#run += 1;
    this.lane = undefined;
    this.session = undefined;
    this.all = [];
    this.fresh = new Set();
  }

  #replace(session: string, lane: string | undefined, next: readonly Block[]): void {
    const known = new Set(this.all.map((block) => block.id));
    const isSame = this.session === session && this.lane === lane;
    const isFirstLook = !isSame || known.size === 0;
    const ordered = next.toSorted((left, right) => left.position - right.position);
    this.fresh = new Set(isFirstLook ? [] : ordered.filter((block) => !known.has(block.id)).map((block) => block.id));
    this.all = isSame ? mergeBlocks(this.all, ordered) : ordered;
    this.session = session;
    this.lane = lane;
  }
}
