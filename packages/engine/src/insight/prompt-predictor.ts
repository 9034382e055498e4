import { commonParts, type Emission } from "../governor/emission.ts";
import { TokenFit } from "./token-fit.ts";

/** Thinking of fewer tokens that falls away says nothing: the noise of a turn is as large. */
const LEAST_THINKING = 150;
/** Observations of what becomes of earlier thinking; their median decides. */
const MOST_ROUNDS = 9;

/**
 * Says how many tokens a lane's next prompt will be billed as: what the last one was billed, and the parts that came and went since
 * by a line that is fitted to the lane's own bills. Measured over the recorded sessions: tests/integration/prediction.test.ts.
 *
 * Some models forget their earlier thinking when the user speaks again: claude-sonnet-4-5 is billed 1 to 2 % less with such a turn,
 * claude-opus-4-5 is not. How much of it falls away is learnt as well.
 */
export class PromptPredictor {
  readonly #fit = new TokenFit();
  #last: { readonly emission: Emission; readonly billed: number; readonly scale: number } | undefined;
  #forgotten: number[] = [];

  /**
   * Tokens the prompt will be billed as; null before a first bill of this model.
   * @param scale what the emission's token counts were multiplied with: the model's factor over o200k, or 1
   */
  predict(emission: Emission, scale = 1): number | null {
    const step = this.#step(emission, scale);
    if (!step) return null;
    return Math.max(0, Math.round(step.expected - this.#share() * step.forgettable));
  }

  /** The prompt was billed: uncached, read and written tokens together. */
  learn(emission: Emission, billed: number, scale = 1): void {
    const step = this.#step(emission, scale);
    this.#last = { emission, billed, scale };
    if (!step) return;
    if (step.forgettable < LEAST_THINKING) {
      this.#fit.learn(step.tokens, step.parts, billed - step.from);
      return;
    }
    const share = (step.expected - billed) / step.forgettable;
    // More than the text of it, because a summary is what is resent of what was thought; but not any other shrinking.
    this.#forgotten.push(Math.min(3, Math.max(0, share)));
    if (this.#forgotten.length > MOST_ROUNDS) this.#forgotten.shift();
  }

  /** Billed tokens of one more o200k token of text, without what comes with every block. */
  get perToken(): number {
    return this.#fit.slope;
  }

  #share(): number {
    const sorted = this.#forgotten.toSorted((a, b) => a - b);
    return sorted[(sorted.length - 1) >> 1] ?? 0;
  }

  /** From the last bill to this prompt. */
  #step(emission: Emission, scale: number) {
    const last = this.#last;
    if (!last || last.emission.model !== emission.model) return;
    const common = commonParts(last.emission, emission);
    const tokens =
      tokensFrom(emission, common, scale) -
      tokensFrom(last.emission, Math.min(common, partsOf(last.emission)), last.scale);
    const parts = partsOf(emission) - partsOf(last.emission);
    return {
      from: last.billed,
      tokens,
      parts,
      expected: last.billed + this.#fit.tokens(tokens, parts),
      forgettable: this.#forgettable(emission, common, scale),
    };
  }

  /** Tokens of thinking that comes to stand before the user's last words with this prompt. */
  #forgettable({ keys, tokens }: Emission, common: number, scale: number): number {
    const lastWords = keys.findLastIndex((key, at) => at >= common && isUserSpeaking(key));
    let sum = 0;
    for (let at = lastWords - 1; at >= 0 && !(at < common && isUserSpeaking(keys[at]!)); at--)
      if (keys[at]!.startsWith("thinking")) sum += this.#fit.tokens((tokens[at + 1]! - tokens[at]!) / scale, 1);
    return sum;
  }
}

const partsOf = (emission: Emission): number => emission.keys.length;

/** o200k tokens of the parts from here on. */
const tokensFrom = (emission: Emission, part: number, scale: number): number =>
  (emission.tokens.at(-1)! - emission.tokens[part]!) / scale;

/** Keys begin with the part's role: `user:<hash>`, `tool_result#<id>`. */
const isUserSpeaking = (key: string): boolean => key.startsWith("user:") || key.startsWith("image:");
