/** A part of a prompt as it was sent: two parts are the same where `text` is. */
export interface SentPart {
  readonly text: string;
  readonly tokens: number;
}

export interface SentRequest {
  /** Epoch ms. */
  readonly at: number;
  /** In prompt order; the frame (tools and system) first. */
  readonly parts: readonly SentPart[];
}

export interface CacheTerms {
  readonly ttl: number;
  /** Multiple of an input token for what is written. */
  readonly write: number;
  readonly read: number;
}

export const terms = {
  "5m": { ttl: 5 * 60_000, write: 1.25, read: 0.1 },
  "1h": { ttl: 60 * 60_000, write: 2, read: 0.1 },
} as const satisfies Record<string, CacheTerms>;

/**
 * Where entries stand. `blocks`: behind every block of a prompt, so that what two prompts begin with alike is read (how the
 * published figures for these methods were simulated). `marks`: only behind the frame and at the end of each request, where
 * an agent's cache marks are; a rewrite then costs everything down to the frame.
 */
export type Entries = "blocks" | "marks";

export interface Billed {
  readonly prompt: number;
  readonly read: number;
  readonly written: number;
  /** Input-token equivalents. */
  readonly cost: number;
}

/**
 * What a provider with Anthropic's rules bills: the longest beginning that a living entry has is read, the rest written.
 * Reading an entry gives it and those inside it a new life.
 */
export class PromptCache {
  readonly #terms: CacheTerms;
  readonly #everyBlock: boolean;
  /** Identity of a prefix: the prefix before it and its last part. */
  readonly #prefixes = new Map<string, number>();
  /** Prefix → epoch ms at which it dies. */
  readonly #entries = new Map<number, number>();

  constructor(cacheTerms: CacheTerms, entries: Entries = "blocks") {
    this.#terms = cacheTerms;
    this.#everyBlock = entries === "blocks";
  }

  /** `warmFrame`: tokens of the frame that another session left in the cache; read where nothing of this one is. */
  bill(request: SentRequest, warmFrame = 0): Billed {
    const { ttl, write, read } = this.#terms;
    const chain = this.#chain(request);
    let found = chain.length - 1;
    while (found >= 0 && (this.#entries.get(chain[found]!) ?? 0) <= request.at) found--;
    let prompt = 0;
    let kept = 0;
    for (const [index, { tokens }] of request.parts.entries()) {
      prompt += tokens;
      if (index <= found) kept += tokens;
    }
    if (found < 0) kept = Math.min(warmFrame, prompt);
    for (const [index, prefix] of chain.entries()) {
      const isMarked = index === 0 || index === chain.length - 1;
      const isRead = index <= found && this.#entries.has(prefix);
      if (this.#everyBlock || isMarked || isRead) this.#entries.set(prefix, request.at + ttl);
    }
    const written = prompt - kept;
    return { prompt, read: kept, written, cost: kept * read + written * write };
  }

  /** Identity of the prompt's beginning up to each of its parts. */
  #chain(request: SentRequest): number[] {
    let before = 0;
    return request.parts.map(({ text }) => {
      const key = `${before}:${text}`;
      before = this.#prefixes.get(key) ?? this.#prefixes.size + 1;
      this.#prefixes.set(key, before);
      return before;
    });
  }
}
