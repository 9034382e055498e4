import { type CachingProvider, commonCount } from "./caching-provider.ts";
import type { PromptUnit } from "./prompt-units.ts";

export interface SentPrompt {
  readonly client: readonly PromptUnit[];
  readonly left: readonly PromptUnit[];
  /** Epoch ms. */
  readonly at: number;
  readonly model: string;
}

/**
 * Law 3, from the bodies alone: what the provider keeps of the conversation's last prompt, as far as the client itself says it
 * again, is sent again as it was, unless the governor said that it is rewritten. False where nothing had to be kept.
 */
export function checkCached(
  last: SentPrompt,
  now: SentPrompt,
  { provider, excuse }: { provider: CachingProvider; excuse: boolean },
): boolean {
  if (excuse || now.model !== last.model || now.at >= last.at + provider.ttl) return false;
  const normals = (units: readonly PromptUnit[]): string[] => units.map(({ normal }) => normal);
  const same = commonCount(normals(last.client), normals(now.client));
  // Texts of ours may stand anywhere: the safe reading is that all of them stand behind what the client says again.
  const end = same === last.client.length ? last.left.length : same;
  const kept = provider.kept(last.left, end);
  const common = commonCount(normals(last.left), normals(now.left));
  if (common >= kept) return kept > 0;
  const [before, behind] = [last.left[common], now.left[common]];
  throw new Error(
    `${kept} parts were cached and nobody had them rewritten, but part ${common} was\n${before?.raw.slice(0, 300)}\nand is\n${behind?.raw.slice(0, 300)}`,
  );
}
