import { expect, test } from "vitest";
import { inStage } from "../testing/in-stage.ts";

test("keeps, gives back, lists and removes", () => {
  const { stored } = inStage(
    (_, { storage }) => {
      expect(storage.get("old")).toEqual({ list: [1] });
      expect(storage.get("none")).toBeUndefined();
      storage.set("new", [1, "two", null]);
      storage.set("n/2", true);
      storage.delete("old");
      expect(storage.get("old")).toBeUndefined();
      expect(storage.get("new")).toEqual([1, "two", null]);
      expect([storage.keys(), storage.keys("n/")]).toEqual([["n/2", "new", "stays"], ["n/2"]]);
    },
    { stored: { old: { list: [1] }, stays: 1 } },
  );
  expect(Object.fromEntries(stored)).toEqual({ new: [1, "two", null], "n/2": true, stays: 1 });
});

test("what was given is a copy of its own", () => {
  inStage(
    (_, { storage }) => {
      (storage.get("list") as number[]).push(2);
      expect(storage.get("list")).toEqual([1]);
    },
    { stored: { list: [1] } },
  );
});

test("more than the quota is refused, and what was there stays", () => {
  const { stored } = inStage((_, { storage }) => {
    storage.set("a", "x".repeat(900));
    expect(() => storage.set("b", "x".repeat(200))).toThrow(/1024 bytes/);
    // Replacing counts what goes as well as what comes, in UTF-8.
    storage.set("a", "é".repeat(505));
    expect(() => storage.set("a", "é".repeat(520))).toThrow(/1024 bytes/);
  });
  expect(stored.get("a")).toBe("é".repeat(505));
});

test("keys have a length, and values are JSON", () => {
  inStage((_, { storage }) => {
    for (const key of ["", "k".repeat(201)]) expect(() => storage.set(key, 1)).toThrow(/1 to 200 characters/);
    for (const value of [undefined, () => 1]) expect(() => storage.set("k", value as never)).toThrow(/must be JSON/);
  });
});
