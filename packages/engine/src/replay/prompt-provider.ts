import type { Usage } from "@aperture/sdk";
import { commonParts, type Emission } from "../governor/emission.ts";
import type { CacheRules } from "../governor/prices.ts";

/** What a request is billed with, by whom a replay asks: a provider that is simulated. */
export interface ReplayProvider {
  bill(sent: { readonly emission: Emission; readonly body: Uint8Array; readonly at: number }): Usage;
}

interface Sent {
  readonly emission: Emission;
  /** Identity of the prompt's beginning up to each of its parts. */
  readonly chain: readonly number[];
}

/**
 * A provider with one account and a prompt cache, by the rules that its prices state. `marks`: what a mark closed is kept as a whole and is
 * written at a price; `automatic`: any beginning that is long enough is read, and writing costs nothing. What is read lives on.
 */
export class PromptProvider implements ReplayProvider {
  readonly #rules: CacheRules;
  readonly #ttl: number;
  /** Identity of a beginning, by the one before it and its last part. */
  readonly #names = new Map<string, number>();
  /** Beginning → epoch ms until which it is kept. */
  readonly #kept = new Map<number, number>();
  #last: Sent | undefined;

  readonly #perToken: number;
  readonly #perPart: number;

  /**
   * @param ttl lifetime that is paid for, ms
   * @param size billed tokens of a counted one, and those that each part has beside its text
   */
  constructor(
    rules: CacheRules,
    ttl: number,
    size: { perToken: number; perPart: number } = { perToken: 1, perPart: 0 },
  ) {
    this.#rules = rules;
    this.#ttl = ttl;
    this.#perToken = size.perToken;
    this.#perPart = size.perPart;
  }

  bill({ emission, at }: { readonly emission: Emission; readonly at: number }): Usage {
    const chain = this.#chain(emission);
    const { caching, minimumTokens } = this.#rules;
    const isKept = (parts: number): boolean => (this.#kept.get(chain[parts - 1]!) ?? 0) > at;
    let read = chain.length;
    while (read > 0 && !isKept(read)) read--;
    const sizeOf = (parts: number): number =>
      Math.max(0, Math.round(emission.tokens[parts]! * this.#perToken + parts * this.#perPart));
    const isLongEnough = (parts: number): boolean => sizeOf(parts) >= minimumTokens;
    const kept =
      caching === "automatic"
        ? chain.map((_, index) => index + 1).filter(isLongEnough)
        : emission.ends.filter((end) => end > 0 && isLongEnough(end));
    for (let parts = 1; parts <= read; parts++) if (isKept(parts)) this.#keep(chain[parts - 1]!, at);
    for (const parts of kept) this.#keep(chain[parts - 1]!, at);
    const cacheRead = sizeOf(read);
    const size = sizeOf(chain.length);
    const end = caching === "marks" ? (kept.at(-1) ?? 0) : 0;
    const written = Math.max(0, sizeOf(end) - cacheRead);
    const isLong = this.#ttl >= 30 * 60_000;
    return {
      input: size - cacheRead - written,
      output: 0,
      cacheRead,
      cacheWrite5m: isLong ? 0 : written,
      cacheWrite1h: isLong ? written : 0,
    };
  }

  #keep(beginning: number, at: number): void {
    this.#kept.set(beginning, at + this.#ttl);
  }

  /** What the prompt before began with alike is looked up there: a compare each instead of a name. */
  #chain(emission: Emission): readonly number[] {
    const last = this.#last;
    const same = last && last.emission.model === emission.model ? commonParts(last.emission, emission) : 0;
    const chain = last ? last.chain.slice(0, same) : [];
    let before = chain.at(-1) ?? 0;
    for (let index = same; index < emission.keys.length; index++) {
      const name = `${before} ${emission.model} ${emission.keys[index]} ${emission.hashes[index]}`;
      before = this.#names.get(name) ?? this.#names.size + 1;
      this.#names.set(name, before);
      chain.push(before);
    }
    this.#last = { emission, chain };
    return chain;
  }
}
