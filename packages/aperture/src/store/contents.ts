import { ApertureError } from "@aperture/sdk";
import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import { hashKey } from "./hash-key.ts";
import { compress, kinds, type Packed, packings, smallestCompressed, toBytes, toText, unpack } from "./packing.ts";
import type { NewContent } from "./records.ts";
import { TextStarts } from "./text-starts.ts";
import type { Transactions } from "./transactions.ts";

/**
 * Bytes compressed within one transaction. zstd takes about 13 ms per MB of block-sized texts: the first sight of a long
 * conversation would hold up every stream, so what is beyond is stored as it is and compressed when the store is idle.
 */
const compressedAtOnce = 128 * 1024;

/** Texts and bytes by hash. Counts of a content that is not stored are not kept. */
export function createContents(connection: Connection, { join, run, generation }: Transactions): Store["contents"] {
  const exists = connection.prepare(`SELECT 1 FROM contents WHERE hash = ? AND kind <> ${kinds.missing}`);
  const insert = connection.prepare(`INSERT INTO contents (hash, kind, packing, data) VALUES (?, ?, ?, ?)
    ON CONFLICT (hash) DO UPDATE SET kind = excluded.kind, packing = excluded.packing, data = excluded.data`);
  const byHash = connection.prepare<Packed>("SELECT kind, packing, data FROM contents WHERE hash = ?");
  const tokensOf = connection.prepare<{ tokens: number }>(
    "SELECT tokens FROM contents JOIN content_tokens ON content = contents.n WHERE hash = ?",
  );
  const count = connection.prepare(
    "INSERT OR REPLACE INTO content_tokens (content, tokens) SELECT n, ? FROM contents WHERE hash = ?",
  );
  const starts = new TextStarts();
  let budget = { generation: 0, left: 0 };

  function pack(content: NewContent["content"]): Packed {
    const { kind, data } = toBytes(content);
    if (data.length < smallestCompressed) return { kind, packing: packings.none, data };
    if (budget.generation !== generation()) budget = { generation: generation(), left: compressedAtOnce };
    budget.left -= data.length;
    return budget.left >= 0 ? { kind, ...compress(data) } : { kind, packing: packings.later, data };
  }

  function read(hash: string): { kind: number; bytes: Uint8Array } | undefined {
    const row = byHash.get(hashKey(hash));
    if (!row || row.kind === kinds.missing) return undefined;
    try {
      return { kind: row.kind, bytes: unpack(row) };
    } catch (cause) {
      throw new ApertureError("store_unavailable", { reason: `the content ${hash} is damaged` }, { cause });
    }
  }

  function text(hash: string): string | undefined {
    const found = read(hash);
    return found && toText(found.kind, found.bytes);
  }

  return {
    put({ hash, content }) {
      join(() => {
        const key = hashKey(hash);
        if (exists.get(key)) return;
        const { kind, packing, data } = pack(content);
        insert.run(key, kind, packing, data);
      });
    },
    text,
    start: (hash) => starts.get(hash, text),
    bytes(hash) {
      const found = read(hash);
      return found?.kind === kinds.utf16 ? Buffer.from(toText(found.kind, found.bytes), "utf8") : found?.bytes;
    },
    tokens(hashes) {
      const counts = new Map<string, number>();
      for (const hash of hashes) {
        const row = tokensOf.get(hashKey(hash));
        if (row) counts.set(hash, row.tokens);
      }
      return counts;
    },
    setTokens(counts) {
      run(() => {
        for (const [hash, tokens] of counts) count.run(tokens, hashKey(hash));
      });
    },
    uncounted: (hashes) => hashes.filter((hash) => !tokensOf.get(hashKey(hash))),
  };
}
