import type { DialectId } from "@aperture/sdk";
import type { PromptUnit } from "./prompt-units.ts";

const minute = 60_000;
/** The shortest prompts that are kept, of the strictest model. Tokens. */
const least = 5_000;

export interface Billed {
  readonly input: number;
  readonly read: number;
  readonly written: number;
}

interface Kept {
  readonly owner: string;
  readonly normals: readonly string[];
  until: number;
}

/** What a provider's cache does, from its documents: it keeps what marks close, or every prompt, and bills by that. */
export class CachingProvider {
  readonly #byMarks: boolean;
  /** Lifetime of what is unused, ms. */
  readonly ttl: number;
  #kept: Kept[] = [];

  constructor(dialect: DialectId, isLong: boolean) {
    this.#byMarks = dialect === "anthropic";
    this.ttl = this.#byMarks && isLong ? 60 * minute : this.#byMarks ? 5 * minute : 10 * minute;
  }

  /** Of the first `count` parts of a prompt, how many are read again: those up to a mark, or all. */
  kept(units: readonly PromptUnit[], count: number): number {
    if (!this.#byMarks) return tokensOf(units.slice(0, count)) >= least ? count : 0;
    return this.#ends(units).findLast((end) => end <= count) ?? 0;
  }

  #ends(units: readonly PromptUnit[]): number[] {
    if (!this.#byMarks) return tokensOf(units) >= least ? [units.length] : [];
    return units.flatMap(({ mark }, at) => (mark && tokensOf(units.slice(0, at + 1)) >= least ? [at + 1] : []));
  }

  take(owner: string, units: readonly PromptUnit[], now: number): Billed {
    const normals = units.map(({ normal }) => normal);
    let read = 0;
    for (const kept of this.#kept) {
      if (kept.owner !== owner || kept.until <= now) continue;
      const common = commonCount(kept.normals, normals);
      // Marks: a beginning as it was kept; else as far as it goes.
      if (this.#byMarks && common < kept.normals.length) continue;
      kept.until = now + this.ttl;
      read = Math.max(read, common);
    }
    for (const end of this.#ends(units))
      this.#kept.push({ owner, normals: normals.slice(0, end), until: now + this.ttl });
    this.#kept = this.#kept.filter(({ until }) => until > now);
    const last = this.#byMarks ? (this.#ends(units).at(-1) ?? 0) : units.length;
    const written = tokensOf(units.slice(read, Math.max(read, last)));
    return {
      read: tokensOf(units.slice(0, read)),
      written,
      input: tokensOf(units) - tokensOf(units.slice(0, read)) - written,
    };
  }
}

export const tokensOf = (units: readonly PromptUnit[]): number =>
  units.reduce((sum, { text }) => sum + Math.ceil(text.length / 4), 0);

export function commonCount(a: readonly string[], b: readonly string[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
