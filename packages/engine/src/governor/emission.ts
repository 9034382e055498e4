/**
 * A prompt as a provider's cache sees it: its parts in prompt order (tools, system, settings, messages), whatever the body's
 * order, cache marks and string-or-array shape. Two parts are the same where key and hash are.
 */
export interface Emission {
  readonly model: string;
  /** Identity of each part: `BlockDraft.key`, `settings`, or `insert`. */
  readonly keys: readonly string[];
  /** Hash of what each part says as it leaves. */
  readonly hashes: readonly string[];
  /** Block number of each part; 0 for settings. */
  readonly blocks: readonly number[];
  /** `tokens[i]`: tokens of the parts before part i; one longer than the parts, so the last is the whole prompt. */
  readonly tokens: readonly number[];
  /** Part counts at which the provider may have kept the prompt: behind each cache mark, or only the whole. Ascending. */
  readonly ends: readonly number[];
}

export interface EmissionPart {
  readonly key: string;
  readonly hash: string;
  readonly block: number;
  readonly tokens: number;
  /** The client's cache mark closes this part. */
  readonly mark: boolean;
}

export function emissionOf(model: string, parts: readonly EmissionPart[], automatic: boolean): Emission {
  const keys: string[] = [];
  const hashes: string[] = [];
  const blocks: number[] = [];
  const tokens = [0];
  const ends: number[] = [];
  for (const part of parts) {
    keys.push(part.key);
    hashes.push(part.hash);
    blocks.push(part.block);
    tokens.push(tokens.at(-1)! + part.tokens);
    if (part.mark) ends.push(keys.length);
  }
  if (automatic && ends.at(-1) !== keys.length) ends.push(keys.length);
  return { model, keys, hashes, blocks, tokens, ends };
}

/** Parts that two prompts begin with alike. Equal parts mostly are the same strings: a pointer compare each. */
export function commonParts(a: Emission, b: Emission): number {
  const limit = Math.min(a.keys.length, b.keys.length);
  let at = 0;
  while (at < limit && a.hashes[at] === b.hashes[at] && a.keys[at] === b.keys[at]) at++;
  return at;
}

/** Tokens of the whole prompt. */
export const promptSize = (emission: Emission): number => emission.tokens.at(-1)!;
