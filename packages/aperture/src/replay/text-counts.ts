import type { RecordedBlock } from "@aperture/engine/replay/recorded-request";
import type { Store } from "../store/contract.ts";

/** Characters per question to the counter's thread. */
const BATCH = 1 << 17;

export interface TextCountsOptions {
  readonly store: Pick<Store, "contents">;
  /** o200k tokens of each text. */
  readonly count: (texts: readonly string[]) => Promise<readonly number[]>;
  /** Billed tokens ÷ o200k tokens of the model. */
  readonly factor: number;
}

/**
 * Tokens of a replay's texts, exact: recorded ones as the store has them, all others counted before they are billed. Otherwise what is
 * estimated and what is counted would be compared, and the same replay would say something else an hour later.
 */
export class TextCounts {
  readonly #options: TextCountsOptions;
  readonly #known = new Map<string, number>();

  constructor(options: TextCountsOptions) {
    this.#options = options;
  }

  readonly tokensOf = (hash: string, text: string): number =>
    Math.round((this.#known.get(hash) ?? Math.ceil(text.length / 4)) * this.#options.factor);

  get factor(): number {
    return this.#options.factor;
  }

  /** o200k tokens of a block. */
  counted({ hash, tokens, text }: RecordedBlock): number {
    return tokens ?? this.#known.get(hash) ?? Math.ceil(text().length / 4);
  }

  async blocks(blocks: readonly RecordedBlock[]): Promise<void> {
    const wanted = blocks.filter(({ hash, tokens }) => tokens === undefined && !this.#known.has(hash));
    if (wanted.length === 0) return;
    const stored = this.#options.store.contents.tokens(wanted.map(({ hash }) => hash));
    for (const [hash, tokens] of stored) this.#known.set(hash, tokens);
    await this.texts(
      wanted.filter(({ hash }) => !stored.has(hash)).map((block) => ({ hash: block.hash, text: block.text() })),
    );
  }

  async texts(texts: readonly { readonly hash: string; readonly text: string }[]): Promise<void> {
    const missing = new Map(texts.filter(({ hash }) => !this.#known.has(hash)).map(({ hash, text }) => [hash, text]));
    for (const batch of batches([...missing])) {
      const counts = await this.#options.count(batch.map(([, text]) => text));
      for (const [index, [hash]] of batch.entries()) {
        const tokens = counts[index];
        if (tokens !== undefined) this.#known.set(hash, tokens);
      }
    }
  }
}

function batches(texts: readonly (readonly [string, string])[]): (readonly [string, string])[][] {
  const found: (readonly [string, string])[][] = [];
  let room = 0;
  for (const text of texts) {
    if (text[1].length > room || found.length === 0) {
      found.push([]);
      room = BATCH;
    }
    found.at(-1)!.push(text);
    room -= text[1].length;
  }
  return found;
}
