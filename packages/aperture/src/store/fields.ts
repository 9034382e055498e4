import type { SQLInputValue } from "node:sqlite";
import type { Connection } from "./connection.ts";

/** How one field of a record is written: its columns and their values. Reading is plain SQL in each table's file. */
export interface Field<T> {
  readonly columns: readonly string[];
  values(value: T): readonly SQLInputValue[];
}
export type Fields<R> = { readonly [K in keyof R]-?: Field<R[K]> };

/** A field that is its column. */
export const plain = <T extends SQLInputValue>(column: string): Field<T> => ({
  columns: [column],
  values: (value) => [value],
});

/** A field in one column that stores it in another shape. */
export const stored = <T>(column: string, encode: (value: T) => SQLInputValue): Field<T> => ({
  columns: [column],
  values: (value) => [encode(value)],
});

/** INSERT of a record; returns the new row's number. `INSERT OR REPLACE`: a row of the same primary key gives way. */
export function createInsert<R extends object>(
  connection: Connection,
  table: string,
  fields: Fields<R>,
  verb: "INSERT" | "INSERT OR REPLACE" = "INSERT",
): (record: R) => number {
  const names = Object.keys(fields) as (keyof R)[];
  const columns = names.flatMap((name) => fields[name].columns);
  const insert = connection.prepare(
    `${verb} INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  return (record) => insert.run(...names.flatMap((name) => fields[name].values(record[name]))).lastInsertRowid;
}

/** UPDATE of the given fields of row `n`; one kept statement per set of fields. */
export function createUpdate<R extends object>(
  connection: Connection,
  table: string,
  fields: Fields<R>,
): (n: number, changes: Partial<R>) => void {
  const statements = new Map<string, ReturnType<Connection["prepare"]>>();
  return (n, changes) => {
    // Names come from `fields`, never from the caller: they become SQL.
    const names = (Object.keys(fields) as (keyof R)[]).filter((name) => changes[name] !== undefined);
    if (names.length === 0) return;
    const key = names.join();
    let statement = statements.get(key);
    if (!statement) {
      const columns = names.flatMap((name) => fields[name].columns).map((column) => `${column} = ?`);
      statement = connection.prepare(`UPDATE ${table} SET ${columns.join(", ")} WHERE n = ?`);
      statements.set(key, statement);
    }
    statement.run(...names.flatMap((name) => fields[name].values(changes[name] as R[typeof name])), n);
  };
}
