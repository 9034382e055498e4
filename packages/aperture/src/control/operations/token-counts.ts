import { countTokens } from "../look-up/count-tokens.ts";
import type { OperationContext } from "./context.ts";
import type { Target } from "./wish.ts";

/** Tokens of texts, the model's. */
export interface TextTokens {
  /** By hash. */
  of(hash: string, model: string | null): number;
  /** Raw counts that were not known before: stored with the operation. */
  readonly fresh: ReadonlyMap<string, number>;
}

/** Counts texts by hash, each once. Where the counting worker fails, 4 characters are a token, and nothing is stored. */
export async function countTexts(context: OperationContext, texts: ReadonlyMap<string, string>): Promise<TextTokens> {
  const { store } = context;
  const known = new Map(store.contents.tokens([...texts.keys()]));
  const missing = [...texts].filter(([hash]) => !known.has(hash));
  const counts = missing.length === 0 ? [] : await context.count(missing.map(([, text]) => text)).catch(() => null);
  const fresh = new Map<string, number>();
  for (const [index, [hash, text]] of missing.entries()) {
    const count = counts?.[index];
    if (count !== undefined) fresh.set(hash, count);
    known.set(hash, count ?? Math.ceil(text.length / 4));
  }
  return {
    of: (hash, model) => Math.round((known.get(hash) ?? 0) * factorOf(context, model)),
    fresh,
  };
}

const factorOf = ({ store }: OperationContext, model: string | null): number =>
  (model === null ? undefined : store.models.get(model)?.factor) ?? 1;

/** Tokens of a block as the client sent it. */
export function clientTokens({ store }: OperationContext, { block, lane }: Target): number {
  if (block.origin !== "client") return 0;
  return countTokens(store, lane.turn.model, [block]).get(block.n)?.tokens ?? 0;
}
