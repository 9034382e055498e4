import type { Connection } from "./connection.ts";
import { hashKey } from "./hash-key.ts";
import { kinds, packings } from "./packing.ts";

export interface ContentNumbers {
  /** The number of a content, stored or not: whoever refers to a text may come before it. Writes: call it in a transaction. */
  of(hash: string): number;
  orNull(hash: string | null): number | null;
}

/** Contents by number, as rows refer to them. */
export function createContentNumbers(connection: Connection): ContentNumbers {
  const known = connection.prepare<{ n: number }>("SELECT n FROM contents WHERE hash = ?");
  const announce = connection.prepare(
    `INSERT INTO contents (hash, kind, packing, data) VALUES (?, ${kinds.missing}, ${packings.none}, x'')`,
  );
  function of(hash: string): number {
    const key = hashKey(hash);
    return known.get(key)?.n ?? announce.run(key).lastInsertRowid;
  }
  return { of, orNull: (hash) => (hash === null ? null : of(hash)) };
}
