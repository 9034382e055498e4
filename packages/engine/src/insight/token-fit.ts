/** Where a fit begins: 20 recorded Claude Code sessions, 1.127 · o200k + 49 per block. */
const START = { slope: 1.127, constant: 49 } as const;
/** How many observations' worth the beginning is: about five turns for the slope, one part for the constant. */
const STIFFNESS = { slope: 5_000, constant: 1 } as const;
/** Residuals above this many tokens are counted less: something else happened in that turn. */
const ODD = 200;
/** A short turn tells as much as one of this many tokens. */
const SHORT = 50;
const PLAUSIBLE = { slope: { from: 0.5, to: 3 }, constant: { from: -50, to: 400 } } as const;

/**
 * Billed tokens as a line over o200k tokens and parts, from differences between prompts: least squares, held to where it began,
 * with odd turns counted less.
 */
export class TokenFit {
  slope: number = START.slope;
  constant: number = START.constant;
  #tt = 0;
  #tp = 0;
  #pp = 0;
  #ty = 0;
  #py = 0;

  /** Billed tokens of so many more o200k tokens in so many more parts; either may be negative. */
  tokens(tokens: number, parts: number): number {
    return this.slope * tokens + this.constant * parts;
  }

  /** A prompt that grew by these was billed `billed` tokens more than the one before. */
  learn(tokens: number, parts: number, billed: number): void {
    if (tokens === 0 && parts === 0) return;
    const oddness = Math.max(1, Math.abs(billed - this.tokens(tokens, parts)) / ODD);
    const weight = 1 / oddness / Math.max(SHORT, Math.abs(tokens));
    const beyond = billed - START.slope * tokens - START.constant * parts;
    this.#tt += weight * tokens * tokens;
    this.#tp += weight * tokens * parts;
    this.#pp += weight * parts * parts;
    this.#ty += weight * tokens * beyond;
    this.#py += weight * parts * beyond;
    const tt = this.#tt + STIFFNESS.slope;
    const pp = this.#pp + STIFFNESS.constant;
    const determinant = tt * pp - this.#tp * this.#tp;
    this.slope = within(START.slope + (this.#ty * pp - this.#py * this.#tp) / determinant, PLAUSIBLE.slope);
    this.constant = within(START.constant + (this.#py * tt - this.#ty * this.#tp) / determinant, PLAUSIBLE.constant);
  }
}

const within = (value: number, { from, to }: { from: number; to: number }): number =>
  Math.min(to, Math.max(from, value));
