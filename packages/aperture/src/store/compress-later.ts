import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import type { Connection } from "./connection.ts";
import { packings, smaller } from "./packing.ts";
import type { Transactions } from "./transactions.ts";

const batch = { contents: 64, bytes: 1_000_000 };
const compressInPool = promisify(zstdCompress);

interface Waiting {
  n: number;
  hash: Uint8Array | string;
  data: Uint8Array;
}

/**
 * Compresses, outside the event loop, one batch of what `contents.put` stored as it came. Resolves to false when nothing is
 * left. Throws `store_unavailable` when it cannot be written; the contents stay readable as they are.
 */
export function createCompressLater(connection: Connection, { run }: Transactions): () => Promise<boolean> {
  const sizes = connection.prepare<{ n: number; size: number }>(
    `SELECT n, length(data) AS size FROM contents WHERE packing = ${packings.later} LIMIT ${batch.contents}`,
  );
  const read = connection.prepare<Waiting>("SELECT n, hash, data FROM contents WHERE n = ?");
  // By hash as well: while the pool compressed, the content may have been removed and its number given to another.
  const replace = connection.prepare("UPDATE contents SET packing = ?, data = ? WHERE n = ? AND hash = ?");

  function next(): Waiting[] {
    const waiting: Waiting[] = [];
    let bytes = 0;
    for (const { n, size } of sizes.all()) {
      bytes += size;
      const row = waiting.length === 0 || bytes <= batch.bytes ? read.get(n) : undefined;
      if (row) waiting.push(row);
    }
    return waiting;
  }

  return async function compressLater() {
    const waiting = next();
    if (waiting.length === 0) return false;
    const packed = await Promise.all(
      waiting.map(async ({ n, hash, data }) => ({ n, hash, ...smaller(data, await compressInPool(data)) })),
    );
    run(() => {
      for (const { n, hash, packing, data } of packed) replace.run(packing, data, n, hash);
    });
    return true;
  };
}
