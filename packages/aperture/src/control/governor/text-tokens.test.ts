import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { TextTokens } from "./text-tokens.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("counted texts by their count, others by their length, times the model's factor", () => {
  store.contents.put({ hash: "a", content: "some words" });
  store.contents.setTokens(new Map([["a", 10]]));
  store.models.put({ model: "m", factor: 1.2, samples: 3 });
  const tokens = new TextTokens(store);
  expect(tokens.factor("m")).toBe(1.2);
  expect([tokens.factor("unknown"), tokens.factor(null)]).toEqual([1, 1]);
  const count = tokens.forModel("m");
  expect([count("a", "some words"), count("b", "x".repeat(41))]).toEqual([12, Math.round(11 * 1.2)]);
  expect(tokens.forModel(null)("a", "some words")).toBe(10);
});

test("a text is looked up once; one that is not counted yet, again with the next request only", () => {
  let asked = 0;
  const { tokens: lookUp } = store.contents;
  store.contents.tokens = (hashes) => {
    asked += 1;
    return lookUp(hashes);
  };
  store.contents.put({ hash: "a", content: "a" });
  const tokens = new TextTokens(store);
  const first = tokens.forModel(null);
  expect([first("a", "aaaa"), first("a", "aaaa"), asked]).toEqual([1, 1, 1]);
  store.contents.setTokens(new Map([["a", 7]]));
  const second = tokens.forModel(null);
  expect([second("a", "aaaa"), asked]).toEqual([7, 2]);
  expect([tokens.forModel(null)("a", "aaaa"), asked]).toEqual([7, 2]);
});
