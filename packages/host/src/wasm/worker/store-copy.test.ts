import { expect, test } from "vitest";
import { StoreCopy } from "./store-copy.ts";

const QUOTA = 20;
const stored = () => new StoreCopy(new Map([["a", "1"]]));

test("what a call writes it reads, and others after the commit", () => {
  const store = stored();
  store.set("b", "2", QUOTA);
  store.set("a", null, QUOTA);
  expect([store.get("a"), store.get("b"), store.keys("")]).toEqual([undefined, "2", ["b"]]);
  expect([...store.commit()]).toEqual([
    ["b", "2"],
    ["a", null],
  ]);
  expect([...store.commit()]).toEqual([]);
  expect(store.keys("")).toEqual(["b"]);
});

test("a failed call wrote nothing, and its bytes are free again", () => {
  const store = stored();
  expect(store.set("b", "x".repeat(15), QUOTA)).toBe(true);
  expect(store.set("c", "x", QUOTA)).toBe(true);
  expect(store.set("d", "x", QUOTA)).toBe(false);
  store.rollback();
  expect(store.keys("")).toEqual(["a"]);
  expect(store.set("b", "x".repeat(17), QUOTA)).toBe(true);
  expect(store.set("b", "x".repeat(18), QUOTA)).toBe(false);
  expect(store.get("b")).toHaveLength(17);
});

test("the quota counts bytes, not characters, and removing is never refused", () => {
  const store = stored();
  expect(store.set("b", "★".repeat(6), QUOTA)).toBe(false);
  expect(store.set("a", null, 0)).toBe(true);
});

test("what the host did not keep is as it was", () => {
  const store = stored();
  store.set("a", "2", QUOTA);
  store.set("b", "3", QUOTA);
  store.commit();
  store.restore(
    new Map([
      ["a", "1"],
      ["b", null],
    ]),
  );
  expect([store.get("a"), store.get("b")]).toEqual(["1", undefined]);
  expect(store.set("c", "x".repeat(17), QUOTA)).toBe(true);
});
