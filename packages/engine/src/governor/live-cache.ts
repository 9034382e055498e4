import type { Usage } from "@aperture/sdk";
import { commonParts, type Emission, promptSize } from "./emission.ts";
import type { CacheRules } from "./prices.ts";

const FIVE_MINUTES = 5 * 60_000;
const HOUR = 60 * 60_000;
/** Entries remembered per upstream, credential and model: sub-agents and forks share what they begin with. */
const MOST_ENTRIES = 24;

interface Entry {
  readonly emission: Emission;
  /** Parts that are kept: one of the emission's ends. */
  readonly parts: number;
  readonly ttl: number;
  readUntil: number;
}

/** How much of a prompt a provider still has. */
export interface WarmPrefix {
  /** Parts of the prompt that equal a live entry. */
  readonly parts: number;
  readonly tokens: number;
  /** False: nothing is kept, every change is free. */
  readonly warm: boolean;
  /** Lifetime of the entry, ms: what a rewrite is billed by. */
  readonly ttl: number;
}

const cold: WarmPrefix = { parts: 0, tokens: 0, warm: false, ttl: FIVE_MINUTES };

/**
 * What one provider account keeps of our prompts for one model, as far as its answers tell. Times are epoch ms and come in as
 * arguments. Entries are prompts as they were emitted, cut at the ends the provider keeps.
 */
export class LiveCache {
  #entries: Entry[] = [];
  /** Learnt from usage: the last writes told this lifetime. */
  #ttl: number | null = null;

  /** The longest beginning of the prompt that is kept: W. */
  longest(emission: Emission, now: number): WarmPrefix {
    let best: WarmPrefix = cold;
    for (const entry of this.#entries) {
      if (entry.readUntil <= now || entry.parts <= best.parts) continue;
      if (entry.emission.model !== emission.model) continue;
      if (commonParts(entry.emission, emission) < entry.parts) continue;
      best = { parts: entry.parts, tokens: emission.tokens[entry.parts]!, warm: true, ttl: entry.ttl };
    }
    return best;
  }

  /** The entry that shares the longest beginning with this prompt, kept or not: for telling where prompts part. */
  nearest(emission: Emission): { emission: Emission; common: number } | undefined {
    let best: { emission: Emission; common: number } | undefined;
    for (const { emission: earlier } of this.#entries) {
      const common = commonParts(earlier, emission);
      if (!best || common > best.common) best = { emission: earlier, common };
    }
    return best;
  }

  /**
   * A request left. It is believed to be kept from now on: the provider writes while it reads, and the next request may come
   * before the answer ends. `sent` forgets nothing.
   */
  sent(emission: Emission, rules: CacheRules, now: number): void {
    for (const parts of this.#ends(emission, rules)) this.#keep(emission, parts, this.#ttl ?? rules.ttl, now);
  }

  /**
   * The answer's usage: how long it is kept, and whether it is at all. Where the provider reports writes and neither read nor
   * wrote, nothing is kept of this prompt.
   */
  answered(emission: Emission, usage: Usage, rules: CacheRules, now: number): void {
    if (usage.cacheWrite1h > 0) this.#ttl = HOUR;
    else if (usage.cacheWrite5m > 0 && rules.caching === "marks") this.#ttl = FIVE_MINUTES;
    const nothing = usage.cacheRead === 0 && usage.cacheWrite5m === 0 && usage.cacheWrite1h === 0;
    if (nothing && rules.caching === "marks") {
      this.#entries = this.#entries.filter((entry) => entry.emission !== emission);
      return;
    }
    for (const parts of this.#ends(emission, rules)) this.#keep(emission, parts, this.#ttl ?? rules.ttl, now);
  }

  /** A request failed before it was read: nothing was written for it. */
  failed(emission: Emission): void {
    this.#entries = this.#entries.filter((entry) => entry.emission !== emission);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  #ends(emission: Emission, rules: CacheRules): readonly number[] {
    if (promptSize(emission) < rules.minimumTokens) return [];
    return emission.ends.filter((parts) => emission.tokens[parts]! >= rules.minimumTokens);
  }

  #keep(emission: Emission, parts: number, ttl: number, now: number): void {
    // An entry whose prefix this one goes on from is refreshed by the read, and stays for forks.
    for (const entry of this.#entries)
      if (entry.parts <= parts && entry.readUntil > now && commonParts(entry.emission, emission) >= entry.parts)
        entry.readUntil = now + entry.ttl;
    this.#entries = this.#entries.filter((entry) => !(entry.parts === parts && isSamePrefix(entry, emission)));
    this.#entries.unshift({ emission, parts, ttl, readUntil: now + ttl });
    if (this.#entries.length > MOST_ENTRIES) this.#entries.length = MOST_ENTRIES;
  }
}

const isSamePrefix = (entry: Entry, emission: Emission): boolean =>
  entry.emission.model === emission.model && commonParts(entry.emission, emission) >= entry.parts;
