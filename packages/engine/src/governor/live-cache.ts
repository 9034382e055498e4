import type { Usage } from "@aperture/sdk";
import { commonParts, type Emission } from "./emission.ts";
import type { CacheRules } from "./prices.ts";

const FIVE_MINUTES = 5 * 60_000;
const HOUR = 60 * 60_000;
/**
 * Ends remembered of one line of requests: the first ones, which hold the frame that sub-agents and forks share, and the
 * last ones. What is dropped between them only makes a rewrite look dearer than it is.
 */
const PER_LINE = { first: 4, last: 20 } as const;
/** Lines remembered: a session may have dozens of sub-agents at work on one account. */
const MOST_LINES = 128;
/** Dead entries still tell where prompts part, for a while. ms */
const FORGOTTEN = 2 * HOUR;

interface Entry {
  readonly emission: Emission;
  /** Parts that are kept: one of the emission's ends. */
  readonly parts: number;
  /** Automatic caches read any beginning of so many tokens; of what a mark closed, only the whole is (null). */
  readonly least: number | null;
  ttl: number;
  readUntil: number;
  /** Who sent it: a lane. */
  readonly line: number;
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

export const nothingWarm: WarmPrefix = { parts: 0, tokens: 0, warm: false, ttl: FIVE_MINUTES };

/**
 * What one provider account keeps of our prompts for one model, as far as its answers tell. Times are epoch ms and come in as
 * arguments. Entries are prompts as they were emitted, cut at the ends the provider keeps.
 */
export class LiveCache {
  #entries: Entry[] = [];
  /** Learnt from usage: the last writes told this lifetime. */
  #ttl: number | null = null;
  /** What a request kept alive, until its answer tells whether it did. */
  readonly #refreshed = new WeakMap<Emission, Refresh[]>();

  /** Every beginning of the prompt that is kept, the shortest first. Compares one entry per prompt that is remembered. */
  prefixes(emission: Emission, now: number): readonly WarmPrefix[] {
    const common = commonWith(emission);
    const found: WarmPrefix[] = [];
    for (const { emission: earlier, parts: kept, least, ttl, readUntil } of this.#entries) {
      if (readUntil <= now) continue;
      const parts = Math.min(kept, common(earlier));
      const tokens = emission.tokens[parts]!;
      if (parts === kept || (least !== null && parts > 0 && tokens >= least))
        found.push({ parts, tokens, warm: true, ttl });
    }
    return found.sort((a, b) => a.parts - b.parts);
  }

  /** The longest beginning of the prompt that is kept: W. */
  longest(emission: Emission, now: number): WarmPrefix {
    return this.prefixes(emission, now).at(-1) ?? nothingWarm;
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

  /** What answers told of lifetimes before the program started again. ms */
  told(ttl: number): void {
    this.#ttl = ttl;
  }

  /**
   * A request left. It is believed to be kept from now on: the provider writes while it reads, and the next request may come
   * before the answer ends. `sent` forgets nothing.
   */
  sent(emission: Emission, rules: CacheRules, now: number, line = 0): void {
    this.#keep(emission, keptEnds(emission, rules), rules, { now, line });
  }

  /**
   * The answer's usage: how long it is kept, and whether it is at all. Where the provider reports writes and neither read nor
   * wrote, nothing is kept of this prompt.
   */
  answered(emission: Emission, usage: Usage, rules: CacheRules, now: number, line = 0): void {
    if (usage.cacheWrite1h > 0) this.#ttl = HOUR;
    else if (usage.cacheWrite5m > 0 && rules.caching === "marks") this.#ttl = FIVE_MINUTES;
    const nothing = usage.cacheRead === 0 && usage.cacheWrite5m === 0 && usage.cacheWrite1h === 0;
    if (nothing && rules.caching === "marks") {
      this.#entries = this.#entries.filter((entry) => entry.emission !== emission);
      return;
    }
    // What was read or written is kept, whatever our list and our counts say of the least that would be.
    const ends = nothing ? keptEnds(emission, rules) : emission.ends;
    this.#keep(emission, ends, rules, { now, line });
  }

  /** A request failed before it was read: nothing was written for it, and nothing was kept alive by it. */
  failed(emission: Emission): void {
    for (const { entry, before, after } of this.#refreshed.get(emission) ?? [])
      if (entry.readUntil === after) entry.readUntil = before;
    this.#entries = this.#entries.filter((entry) => entry.emission !== emission);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /**
   * Everything the provider keeps of this prompt lives for `ttl` from now: what it was read from is refreshed by the read and
   * stays for forks, what is new is remembered.
   */
  #keep(
    emission: Emission,
    ends: readonly number[],
    rules: CacheRules,
    { now, line }: { now: number; line: number },
  ): void {
    const ttl = this.#ttl ?? rules.ttl;
    const least = rules.caching === "automatic" ? rules.minimumTokens : null;
    const common = commonWith(emission);
    const known = new Set<number>();
    const refreshed: Refresh[] = [];
    for (const entry of this.#entries) {
      if (entry.readUntil <= now || common(entry.emission) < entry.parts) continue;
      // What this request marks again lives as long as its own marks say.
      if (emission.ends.includes(entry.parts)) entry.ttl = ttl;
      // Answers come in any order: an earlier one takes nothing back.
      const after = Math.max(entry.readUntil, now + entry.ttl);
      refreshed.push({ entry, before: entry.readUntil, after });
      entry.readUntil = after;
      known.add(entry.parts);
    }
    const fresh = ends
      .filter((parts) => !known.has(parts))
      .map((parts) => ({ emission, parts, least, ttl, readUntil: now + ttl, line }));
    this.#refreshed.set(emission, refreshed);
    const living = this.#entries.filter((entry) => entry.readUntil > now - FORGOTTEN);
    this.#entries = withinLines(withinLine([...fresh, ...living], line));
  }
}

interface Refresh {
  readonly entry: Entry;
  readonly before: number;
  readonly after: number;
}

function withinLine(entries: readonly Entry[], line: number): readonly Entry[] {
  const own = entries.filter((entry) => entry.line === line);
  if (own.length <= PER_LINE.first + PER_LINE.last) return entries;
  own.sort((a, b) => a.parts - b.parts);
  const dropped = new Set(own.slice(PER_LINE.first, own.length - PER_LINE.last));
  return entries.filter((entry) => !dropped.has(entry));
}

/** Of too many lines the one that dies first is forgotten: a warm one is never the first to go. */
function withinLines(entries: readonly Entry[]): Entry[] {
  const lives = new Map<number, number>();
  for (const { line, readUntil } of entries) lives.set(line, Math.max(readUntil, lives.get(line) ?? 0));
  if (lives.size <= MOST_LINES) return [...entries];
  const [first] = [...lives].sort((a, b) => a[1] - b[1]);
  return entries.filter(({ line }) => line !== first![0]);
}

/** Parts counts at which the provider keeps the prompt: short prefixes it does not. */
function keptEnds(emission: Emission, rules: CacheRules): readonly number[] {
  return emission.ends.filter((parts) => emission.tokens[parts]! >= rules.minimumTokens);
}

/** Parts in common with earlier prompts, compared once each; 0 for another model's. */
function commonWith(emission: Emission): (earlier: Emission) => number {
  const known = new Map<Emission, number>();
  return (earlier) => {
    let common = known.get(earlier);
    if (common === undefined) {
      common = earlier.model === emission.model ? commonParts(earlier, emission) : 0;
      known.set(earlier, common);
    }
    return common;
  };
}
