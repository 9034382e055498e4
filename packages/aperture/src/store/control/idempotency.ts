import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { Transactions } from "../transactions.ts";

interface Row {
  requestHash: string;
  status: number;
  body: string;
}

/** Answers that were given to a key; the first one stays. */
export function createIdempotency(connection: Connection, { join }: Transactions): ControlTables["idempotency"] {
  const byKey = connection.prepare<Row>(
    "SELECT request_hash AS requestHash, status, body FROM idempotency WHERE key = ?",
  );
  const put = connection.prepare(
    "INSERT OR IGNORE INTO idempotency (key, request_hash, status, body, at) VALUES (?, ?, ?, ?, ?)",
  );
  const drop = connection.prepare("DELETE FROM idempotency WHERE at < ?");
  return {
    get: (key) => byKey.get(key),
    put: (key, { requestHash, status, body, at }) => join(() => void put.run(key, requestHash, status, body, at)),
    dropBefore: (at) => join(() => void drop.run(at)),
  };
}
