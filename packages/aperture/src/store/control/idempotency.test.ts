import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("the first answer to a key stays until its day is over", () => {
  const { idempotency } = store.control;
  idempotency.put("k", { requestHash: "h1", status: 200, body: '{"a":1}', at: 10 });
  idempotency.put("k", { requestHash: "h2", status: 409, body: "{}", at: 20 });
  idempotency.put("l", { requestHash: "h3", status: 200, body: "[]", at: 20 });
  expect(idempotency.get("k")).toEqual({ requestHash: "h1", status: 200, body: '{"a":1}' });
  idempotency.dropBefore(20);
  expect(idempotency.get("k")).toBeUndefined();
  expect(idempotency.get("l")?.body).toBe("[]");
});

test("an answer is rolled back with what it answers", () => {
  const { idempotency } = store.control;
  expect(() =>
    store.transaction(() => {
      idempotency.put("k", { requestHash: "h1", status: 200, body: "{}", at: 10 });
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(idempotency.get("k")).toBeUndefined();
});
