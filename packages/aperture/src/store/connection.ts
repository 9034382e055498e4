import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { ApertureError } from "@aperture/sdk";
import { type StoreFailure, storeFailure } from "./store-failure.ts";

/** A prepared statement. `Row` is what its SELECT names: the schema in `migrations/` is the witness of that type. */
export interface Query<Row> {
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  /** Returns the number of changed rows and the last inserted row's number. */
  run(...values: SQLInputValue[]): { changes: number; lastInsertRowid: number };
}

/** A database whose failures are `store_unavailable` and are remembered; a caller's mistakes stay what they are. */
export interface Connection {
  prepare<Row>(sql: string): Query<Row>;
  exec(sql: string): void;
  /** True between BEGIN and its COMMIT or ROLLBACK; SQLite itself rolls back when the disk is full. */
  inTransaction(): boolean;
  /** Calls `listener` at each failure, before it is thrown. */
  onFailure(listener: (failure: StoreFailure) => void): void;
  close(): void;
}

/** Wraps an open database. Statements are prepared once and kept: preparing costs more than most of them take. */
export function connect(database: DatabaseSync): Connection {
  let listener: (failure: StoreFailure) => void = () => {};
  const translated = (error: unknown): unknown => {
    const failure = storeFailure(error);
    if (!failure) return error;
    listener(failure);
    return new ApertureError("store_unavailable", { reason: failure.reason }, { cause: error });
  };
  return {
    prepare<Row>(sql: string): Query<Row> {
      const statement = database.prepare(sql);
      return {
        get(...values) {
          try {
            return statement.get(...values) as Row | undefined;
          } catch (error) {
            throw translated(error);
          }
        },
        all(...values) {
          try {
            return statement.all(...values) as Row[];
          } catch (error) {
            throw translated(error);
          }
        },
        run(...values) {
          try {
            const { changes, lastInsertRowid } = statement.run(...values);
            return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
          } catch (error) {
            throw translated(error);
          }
        },
      };
    },
    exec(sql) {
      try {
        database.exec(sql);
      } catch (error) {
        throw translated(error);
      }
    },
    inTransaction: () => database.isTransaction,
    onFailure(next) {
      listener = next;
    },
    close: () => database.close(),
  };
}

/** Opens the file without looking into it. Throws SQLite's own error. */
export function openDatabase(file: string): DatabaseSync {
  return new DatabaseSync(file, {
    // A writer elsewhere is a mistake (home-lock.ts): waiting for it would block every stream of the proxy.
    timeout: 20,
    enableForeignKeyConstraints: false,
  });
}
