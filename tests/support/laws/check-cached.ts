import { type CachingProvider, commonCount, tokensOf } from "./caching-provider.ts";
import type { PromptUnit } from "./prompt-units.ts";

export interface SentPrompt {
  readonly client: readonly PromptUnit[];
  readonly left: readonly PromptUnit[];
  /** Epoch ms. */
  readonly at: number;
  readonly model: string;
}

export interface CachedOptions {
  readonly provider: CachingProvider;
  /** Somebody had it rewritten now. */
  readonly excuse: boolean;
  /** The governor says that it pays. */
  readonly isPaying: boolean;
  /** Turns so far. */
  readonly turns: number;
}

/**
 * Law 3, from the bodies alone: what the provider keeps of the conversation's last prompt, as far as the client itself says it
 * again, is sent again as it was, unless the governor said that it is rewritten. False where nothing had to be kept.
 */
export function checkCached(
  last: SentPrompt,
  now: SentPrompt,
  { provider, excuse, isPaying, turns }: CachedOptions,
): boolean {
  if (excuse || now.model !== last.model || now.at >= last.at + provider.ttl) return false;
  const normals = (units: readonly PromptUnit[]): string[] => units.map(({ normal }) => normal);
  const same = commonCount(normals(last.client), normals(now.client));
  // Texts of ours may stand anywhere: the safe reading is that all of them stand behind what the client says again.
  const end = same === last.client.length ? last.left.length : same;
  const kept = provider.kept(last.left, end);
  const common = commonCount(normals(last.left), normals(now.left));
  if (common >= kept) return kept > 0;
  if (isPaying && pays(last, now, { kept, common, turns })) return true;
  const [before, behind] = [last.left[common], now.left[common]];
  throw new Error(
    `${kept} parts were cached and nobody had them rewritten, but part ${common} was\n${before?.raw.slice(0, 300)}\nand is\n${behind?.raw.slice(0, 300)}`,
  );
}

/** A read costs at most this part of fresh tokens. */
const dear = 0.5;

/**
 * H·d·r > (L − d)·w − L·r at the best prices there are, with as many turns to come as there were: what does not hold then
 * never pays. L is counted from where the prompts part; d is all that no longer leaves, whatever is said instead of it.
 */
function pays(
  last: SentPrompt,
  now: SentPrompt,
  { kept, common, turns }: { kept: number; common: number; turns: number },
): boolean {
  const rewritten = last.left.slice(common, kept);
  const left = keptSaying(last, now);
  for (const { normal } of last.left.slice(0, common)) left.set(normal, (left.get(normal) ?? 0) - 1);
  const gone = rewritten.filter(({ normal }) => {
    const times = left.get(normal) ?? 0;
    left.set(normal, times - 1);
    return times <= 0;
  });
  const [lost, saved] = [tokensOf(rewritten), tokensOf(gone)];
  return turns * saved * dear > lost - saved - lost * dear;
}

/** What leaves and is not new in the client: also what is new may say, shortened, the very words that were taken away elsewhere. */
function keptSaying(last: SentPrompt, now: SentPrompt): Map<string, number> {
  const before = counted(last.client);
  const left = counted(now.left);
  // Without texts of ours in between, the parts of both stand in the same places.
  const isAligned = now.left.length === now.client.length;
  for (const [at, { normal }] of now.client.entries()) {
    const times = before.get(normal) ?? 0;
    before.set(normal, times - 1);
    if (times > 0) continue;
    const said = isAligned ? now.left[at]!.normal : normal;
    left.set(said, (left.get(said) ?? 0) - 1);
  }
  return left;
}

/** How often each is said: agents say the same more than once. */
function counted(units: readonly PromptUnit[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { normal } of units) found.set(normal, (found.get(normal) ?? 0) + 1);
  return found;
}
