import { DatabaseSync } from "node:sqlite";
import { ApertureError, type Event } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect } from "./connection.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { silentLog } from "./store-log.ts";
import { createTransactions, type Transactions } from "./transactions.ts";

let database: DatabaseSync;
let transactions: Transactions;
let outbox: Outbox;
let announced: string[] = [];
let failed: string[] = [];
let commits = 0;
let add: (size?: number) => void;
let count: () => number;

beforeEach(() => {
  announced = [];
  failed = [];
  commits = 0;
  database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE t (data BLOB)");
  const connection = connect(database);
  outbox = createOutbox(silentLog);
  transactions = createTransactions({
    connection,
    outbox,
    announce: (reason) => announced.push(reason),
    committed() {
      commits += 1;
    },
    failed: ({ reason }) => failed.push(reason),
  });
  const insert = connection.prepare("INSERT INTO t VALUES (zeroblob(?))");
  add = (size = 1) => void insert.run(size);
  const counted = connection.prepare<{ count: number }>("SELECT count(*) AS count FROM t");
  count = () => counted.get()?.count ?? -1;
});
afterEach(() => database.close());

/** SQLite's own limit: a real SQLITE_FULL without a full disk. */
const limitTo = (pages: number): void => database.exec(`PRAGMA max_page_count = ${pages}`);
const unavailable = (work: () => void): ApertureError => {
  try {
    work();
  } catch (error) {
    if (ApertureError.is(error) && error.code === "store_unavailable") return error;
    throw error;
  }
  throw new Error("it worked");
};

test("one commit for everything, the value is handed through", () => {
  expect(
    transactions.run(() => {
      transactions.join(() => add());
      transactions.run(() => add());
      return 7;
    }),
  ).toBe(7);
  expect([count(), commits, transactions.generation()]).toEqual([2, 1, 1]);
});

test("a full disk: the transaction is gone, the reason is told, reading goes on", () => {
  transactions.run(() => add());
  limitTo(10);
  const error = unavailable(() =>
    transactions.run(() => {
      add();
      add(1_000_000);
    }),
  );
  expect(error.message).toMatch(/the disk is full/);
  expect(transactions.trouble()).toMatch(/the disk is full/);
  expect(failed).toHaveLength(1);
  expect(count()).toBe(1);
});

test("trouble ends with the next commit, which tells of it first", () => {
  limitTo(10);
  unavailable(() => transactions.run(() => add(1_000_000)));
  unavailable(() => transactions.run(() => add(1_000_000)));
  // Tried in each transaction, but only one that commits counts: the events of the others are rolled back.
  expect(announced).toHaveLength(1);
  expect(failed).toHaveLength(1);
  limitTo(1_000_000);
  transactions.run(() => add(1_000_000));
  expect(announced).toHaveLength(2);
  expect(transactions.trouble()).toBeNull();
  transactions.run(() => add());
  expect(announced).toHaveLength(2);
});

test("work that swallows the failure does not make half a commit", () => {
  limitTo(10);
  const told: Event[] = [];
  outbox.subscribe((event) => told.push(event));
  unavailable(() =>
    transactions.run(() => {
      transactions.join(() => add());
      outbox.add({ seq: 1 } as Event);
      // SQLite rolls the whole transaction back here.
      unavailable(() => transactions.join(() => add(1_000_000)));
      // Without its check this would be a commit of its own.
      unavailable(() => transactions.join(() => add()));
    }),
  );
  expect([count(), told, commits]).toEqual([0, [], 0]);
});

test("a read-only database is trouble, a mistake of the caller is not", () => {
  database.exec("PRAGMA query_only = 1");
  expect(unavailable(() => transactions.run(() => add())).message).toMatch(/read-only/);
  database.exec("PRAGMA query_only = 0");
  transactions.run(() => add());
  expect(transactions.trouble()).toBeNull();
  expect(() => transactions.run(() => add("x" as unknown as number))).not.toThrow(ApertureError);
  expect(() =>
    transactions.run(() => {
      throw new TypeError("mine");
    }),
  ).toThrow(TypeError);
  expect(transactions.trouble()).toBeNull();
});

test("a transaction that SQLite ended cannot be joined", () => {
  unavailable(() =>
    transactions.run(() => {
      database.exec("ROLLBACK");
      transactions.join(() => add());
    }),
  );
  unavailable(() =>
    transactions.run(() => {
      database.exec("ROLLBACK");
      transactions.run(() => add());
    }),
  );
  expect(count()).toBe(0);
  transactions.run(() => add());
  expect(count()).toBe(1);
});
