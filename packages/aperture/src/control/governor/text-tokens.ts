import type { Change } from "@aperture/engine/governor/change";
import type { Store } from "../../store/contract.ts";

/** Texts whose count is kept in memory. */
const MOST = 100_000;

/**
 * Tokens of texts by hash, for the request path: o200k counts from the store, looked up once each and kept. What is not
 * counted yet is estimated by its length, and looked up again with the next request.
 */
export class TextTokens {
  readonly #store: Store;
  readonly #counts = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Billed tokens ÷ o200k tokens, as learnt for the model; 1 before anything was. */
  factor(model: string | null): number {
    return (model === null ? undefined : this.#store.models.get(model)?.factor) ?? 1;
  }

  /** The count of one model: o200k × its learnt factor. */
  forModel(model: string | null): (hash: string, text: { readonly length: number }) => number {
    const factor = this.factor(model);
    const missing = new Set<string>();
    return (hash, text) => {
      let count = this.#counts.get(hash);
      if (count === undefined && !missing.has(hash)) {
        count = this.#store.contents.tokens([hash]).get(hash);
        if (count === undefined) missing.add(hash);
        else this.#keep(hash, count);
      }
      return Math.round((count ?? Math.ceil(text.length / 4)) * factor);
    };
  }

  #keep(hash: string, count: number): void {
    if (this.#counts.size >= MOST) this.#counts.clear();
    this.#counts.set(hash, count);
  }
}

/** What a text is worth in tokens is learnt as bills come in; the text stays what it was. */
export function counted(changes: readonly Change[], tokensOf: (hash: string, text: string) => number): Change[] {
  return changes.map((change) => {
    const size = tokensOf(change.hash, change.text);
    return size === change.tokens ? change : { ...change, tokens: size };
  });
}
