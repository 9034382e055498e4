import { ApertureError } from "@aperture/sdk";
import type { Connection } from "./connection.ts";
import type { Outbox } from "./outbox.ts";
import type { StoreFailure } from "./store-failure.ts";

export interface Transactions {
  /** The contract's `transaction`: outermost BEGIN IMMEDIATE … COMMIT; a nested one is a savepoint of the outer. */
  run<T>(work: () => T): T;
  /** For one statement, which is atomic by itself: joins the running transaction or makes its own. */
  join<T>(work: () => T): T;
  /** Grows with every outermost transaction. */
  generation(): number;
  trouble(): string | null;
}

interface Surroundings {
  connection: Connection;
  outbox: Outbox;
  /** Runs inside the first transaction after a failure: appends the events that tell of it. */
  announce(reason: string): void;
  /** After each outermost commit. */
  committed(): void;
  /** At each failure that differs from the one before. */
  failed(failure: StoreFailure): void;
}

/**
 * Failures: `working → failed → working` with the next commit that succeeds (a full disk has room again), `damaged` for good:
 * writing on into a broken file could make it worse; the next start sets it aside (quarantine.ts).
 */
export function createTransactions({ connection, outbox, announce, committed, failed }: Surroundings): Transactions {
  const begin = connection.prepare("BEGIN IMMEDIATE");
  const commit = connection.prepare("COMMIT");
  const rollback = connection.prepare("ROLLBACK");
  let failure: StoreFailure | null = null;
  let depth = 0;
  let generation = 0;
  connection.onFailure((next) => {
    if (failure?.damaged || failure?.reason === next.reason) return;
    failure = next;
    failed(next);
  });

  /** A statement that failed for want of space took the whole transaction with it, even where `work` swallowed the error. */
  function requireTransaction(): void {
    if (connection.inTransaction()) return;
    throw new ApertureError("store_unavailable", { reason: failure?.reason ?? "the transaction was rolled back" });
  }

  function outermost<T>(work: () => T): T {
    if (failure?.damaged) throw new ApertureError("store_unavailable", { reason: failure.reason });
    const before = failure;
    let value: T;
    begin.run();
    depth = 1;
    generation += 1;
    try {
      if (before) announce(before.reason);
      value = work();
      requireTransaction();
      commit.run();
    } catch (error) {
      outbox.truncate(0);
      if (connection.inTransaction()) rollback.run();
      throw error;
    } finally {
      depth = 0;
    }
    failure = null;
    committed();
    outbox.flush();
    return value;
  }

  function nested<T>(work: () => T): T {
    requireTransaction();
    const savepoint = `s${depth}`;
    const mark = outbox.size();
    connection.exec(`SAVEPOINT ${savepoint}`);
    depth += 1;
    try {
      const value = work();
      requireTransaction();
      connection.exec(`RELEASE ${savepoint}`);
      return value;
    } catch (error) {
      outbox.truncate(mark);
      if (connection.inTransaction()) connection.exec(`ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
      throw error;
    } finally {
      depth -= 1;
    }
  }

  return {
    run: (work) => (depth === 0 ? outermost(work) : nested(work)),
    join(work) {
      if (depth === 0) return outermost(work);
      requireTransaction();
      return work();
    },
    generation: () => generation,
    trouble: () => failure?.reason ?? null,
  };
}
