import { expect, test } from "vitest";
import { Patch } from "./patch.ts";

test.each<[object, boolean]>([
  [{ op: "level", block: 1, level: "trimmed", reason: "why" }, true],
  [{ op: "level", block: 1, level: "tiny" }, false],
  [{ op: "level", block: 0, level: "trimmed" }, false],
  [{ op: "level", block: 1.5, level: "trimmed" }, false],
  [{ op: "level", block: 2 ** 60, level: "trimmed" }, false],
  [{ op: "level", blocks: [1], level: "trimmed" }, false],
  [{ op: "level", block: 1, level: "trimmed", origin: "user" }, false],
  [{ op: "zone", block: 1, zone: "middle" }, true],
  [{ op: "pin", block: 1, pinned: null }, true],
  [{ op: "content", block: 1, text: "" }, true],
  [{ op: "content", block: 1, text: "x".repeat(4_000_001) }, false],
  [{ op: "redact", block: 1, text: "secret" }, true],
  [{ op: "remove", block: 1 }, true],
  [{ op: "insert", behind: "tail", text: "x", key: "k" }, true],
  [{ op: "insert", behind: "front", text: "x", key: "k" }, false],
  [{ op: "insert", behind: 4, text: "x", key: "" }, false],
  [{ op: "stage", key: "k", text: "x" }, true],
  [{ op: "stage", key: "k", text: "x", tokenCap: 1 }, false],
  [{ op: "unstage", key: "k" }, true],
  [{ op: "note", block: null, text: "n" }, true],
  [{ op: "note", text: "n" }, false],
  [{ op: "emit", event: "e", data: { deep: [1, { a: null }] } }, true],
  [{ op: "emit", event: "e", data: [] }, false],
  [{ op: "emit", event: "e", data: { a: undefined } }, false],
  [{ op: "model", model: "m" }, true],
  [{ op: "sampling", temperature: 0.5, effort: "low" }, true],
  [{ op: "sampling", temperature: 3 }, false],
  [{ op: "sampling", headers: {} }, false],
  [{ op: "refuse", reason: "r" }, true],
  [{ op: "refuse", reason: "" }, false],
  [{ op: "headers", authorization: "x" }, false],
  [{}, false],
])("%j: %s", (item, isTaken) => {
  expect(Patch.safeParse([item]).success).toBe(isTaken);
});

test("at most ten thousand things", () => {
  const one = { op: "unstage", key: "k" };
  expect(Patch.safeParse(Array.from({ length: 10_000 }, () => one)).success).toBe(true);
  expect(Patch.safeParse(Array.from({ length: 10_001 }, () => one)).success).toBe(false);
});
