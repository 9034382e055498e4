import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import { addBlock, startConversation, sweepAll } from "../testing.ts";
import { operationOn } from "../testing-control.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("an operation comes back as it was written, input and blocks in their order", () => {
  const { lane } = startConversation(store, "a");
  const [first, second] = [addBlock(store, lane, "one"), addBlock(store, lane, "two")];
  const input = {
    selector: `role:tool_result text~"DROP TABLE \\"x\\"; \ud800"`,
    nested: { level: null, list: [1, 2.5] },
  };
  const made = store.control.operations.insert({ ...operationOn([second, first]), reason: "noise 'quoted'", input });
  expect(made).toMatchObject({ blocks: [second.n, first.n], undoneBy: null, input });
  expect(store.control.operations.get(made.n)).toEqual(made);
  expect(store.control.operations.get(made.n + 1)).toBeUndefined();
});

test("an operation that was undone says by which", () => {
  const { lane } = startConversation(store, "a");
  const block = addBlock(store, lane, "one");
  const made = store.control.operations.insert(operationOn([block]));
  const undo = store.control.operations.insert({ ...operationOn([block]), kind: "undo" });
  store.control.operations.markUndone(made.n, undo.n);
  expect(store.control.operations.get(made.n)).toEqual({ ...made, undoneBy: undo.n });
  expect(store.control.operations.get(undo.n)).toEqual(undo);
});

test("pages of a session's log hold each entry once, newest first, and nobody else's", () => {
  const [mine, other] = [startConversation(store, "a"), startConversation(store, "b")];
  const made: number[] = [];
  for (let index = 0; index < 7; index += 1) {
    made.push(store.control.operations.insert({ ...operationOn([]), session: mine.session.n }).n);
    store.control.operations.insert({ ...operationOn([]), session: other.session.n });
  }
  const seen: number[] = [];
  let before: number | undefined;
  for (;;) {
    const page = store.control.operations.ofSession(mine.session.n, {
      limit: 3,
      ...(before === undefined ? {} : { before }),
    });
    if (page.length === 0) break;
    seen.push(...page.map(({ n }) => n));
    before = seen.at(-1);
  }
  expect(seen).toEqual(made.reverse());
});

test("rolled back with its transaction; a number is never given twice", () => {
  const { session } = startConversation(store, "a");
  const { operations } = store.control;
  expect(() =>
    store.transaction(() => {
      operations.insert({ ...operationOn([]), session: session.n });
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(operations.ofSession(session.n, { limit: 10 })).toEqual([]);
  const made = operations.insert({ ...operationOn([]), session: session.n });
  store.sessions.remove(session.n);
  expect(operations.get(made.n)).toBeUndefined();
  sweepAll(store);
  const next = operations.insert({ ...operationOn([]), session: startConversation(store, "b").session.n });
  expect(next.n).toBeGreaterThan(made.n);
});
