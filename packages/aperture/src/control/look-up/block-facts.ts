import type { Role } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";

/** What never changes about a block. */
export interface BlockFacts {
  readonly n: number;
  readonly role: Role;
  readonly kind: string;
  readonly toolName: string | undefined;
  readonly filePaths: readonly string[];
  readonly isError: boolean | undefined;
  /** 1-based turn of its lane in which it first appeared. */
  readonly turn: number;
}

const limit = 50_000;
const caches = new WeakMap<Store, Map<number, BlockFacts>>();

/**
 * Facts by block number; blocks that were removed are absent or no longer asked for. Kept in memory, as every page of a list
 * needs them of the whole lane: reading 3,000 records for a page of 100 took 20 ms of the thread that also relays.
 */
export function blockFacts(store: Store, numbers: readonly number[]): ReadonlyMap<number, BlockFacts> {
  let cache = caches.get(store);
  if (cache === undefined || cache.size > limit) {
    cache = new Map();
    caches.set(store, cache);
  }
  const known = cache;
  for (const { n, role, meta, turn } of store.blocks.many(numbers.filter((n) => !known.has(n))))
    known.set(n, {
      n,
      role,
      turn,
      kind: meta.kind,
      toolName: meta.toolName,
      filePaths: meta.filePaths ?? [],
      isError: meta.isError,
    });
  return known;
}
