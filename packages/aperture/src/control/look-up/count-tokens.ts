import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";

export interface TokenCount {
  /** o200k count × the model's learnt factor; characters ÷ 4 before the count is made. */
  readonly tokens: number;
  /** True unless both the count and the factor are known. */
  readonly estimated: boolean;
}

/** Tokens of blocks by block number. `model` is the one that read them last, or null where it is not known. */
export function countTokens(
  store: Store,
  model: string | null,
  blocks: readonly BlockRecord[],
): ReadonlyMap<number, TokenCount> {
  const factor = model === null ? undefined : store.models.get(model)?.factor;
  const counts = store.contents.tokens(blocks.map((block) => block.hash));
  return new Map(
    blocks.map((block) => {
      // An image's tokens follow from its size by the provider's own formula: no factor applies.
      const fixed = block.meta.tokens;
      if (fixed !== undefined) return [block.n, { tokens: fixed, estimated: factor === undefined }];
      const counted = counts.get(block.hash);
      if (counted !== undefined)
        return [block.n, { tokens: Math.round(counted * (factor ?? 1)), estimated: factor === undefined }];
      return [block.n, { tokens: Math.ceil((store.contents.start(block.hash)?.length ?? 0) / 4), estimated: true }];
    }),
  );
}
