import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { connect } from "../connection.ts";
import { migrate } from "../migrate.ts";
import { migrations } from "../migrations/migrations.ts";
import { createOutbox } from "../outbox.ts";
import { createReleaseContents } from "../release-contents.ts";
import { silentLog } from "../store-log.ts";
import { createTransactions } from "../transactions.ts";
import { createControl } from "./control.ts";
import { createDropControl } from "./drop-control.ts";

test("every statement of the control tables goes by an index, whatever they hold", () => {
  const database = new DatabaseSync(":memory:");
  migrate(database, "f", migrations);
  const real = connect(database);
  const statements: string[] = [];
  const connection = {
    ...real,
    prepare<Row>(sql: string) {
      statements.push(sql);
      return real.prepare<Row>(sql);
    },
  };
  const transactions = createTransactions({
    connection: real,
    outbox: createOutbox(silentLog),
    announce: () => {},
    committed: () => {},
    failed: () => {},
  });
  createControl(connection, transactions);
  createDropControl(connection, createReleaseContents(connection));
  expect(statements.length).toBeGreaterThan(40);
  const scanning = statements.filter((sql) => {
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    return plan.some(({ detail }) =>
      /^SCAN (?!.*USING (COVERING )?INDEX|json_each|leaving|CONSTANT ROW)/.test(String(detail)),
    );
  });
  const bound = statements
    .filter((sql) => sql.includes("SELECT DISTINCT session"))
    .map((sql) => {
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      return plan.map(({ detail }) => String(detail)).join("; ");
    });
  database.close();
  // A list over all sessions reads all of them: one person's staged items.
  expect(scanning).toEqual([expect.stringMatching(/FROM staged WHERE session IS NULL OR .* ORDER BY n$/)]);
  expect(bound).toEqual([
    expect.stringMatching(/^SCAN changes USING COVERING INDEX changes_bound;/),
    expect.stringMatching(/^SCAN redactions USING COVERING INDEX redactions_bound;/),
  ]);
  expect(bound.join()).not.toMatch(/TEMP B-TREE/);
});
