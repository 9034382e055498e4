import { expect, test } from "vitest";
import { CacheBook } from "./cache-book.ts";
import { Recent } from "./lane-memory.ts";

const owner = (model: string, more: { upstreamHost?: string; credential?: string } = {}) => ({
  ...{ upstreamHost: "api.example", credential: "c", model },
  ...more,
});

test("an account's cache is its own: by upstream, credential and model", () => {
  const book = new CacheBook();
  const one = book.of(owner("m"));
  expect(book.of(owner("m"))).toBe(one);
  for (const other of [owner("n"), owner("m", { credential: "d" }), owner("m", { upstreamHost: "other" })])
    expect(book.of(other).live).not.toBe(one.live);
  expect(one.live).not.toBe(one.shadow);
});

test("64 are remembered, those used last", () => {
  const book = new CacheBook();
  const [first, second] = [book.of(owner("0")), book.of(owner("1"))];
  for (let n = 2; n < 64; n += 1) book.of(owner(String(n)));
  book.of(owner("0"));
  book.of(owner("64"));
  expect(book.of(owner("0"))).toBe(first);
  expect(book.of(owner("1"))).not.toBe(second);
});

test("Recent: 128, what is set again is new again, what is taken is gone", () => {
  const recent = new Recent<string>();
  for (let n = 0; n < 128; n += 1) recent.set(n, `${n}`);
  recent.set(0, "again");
  recent.set(128, "one more");
  expect([recent.get(0), recent.get(1), recent.get(128)]).toEqual(["again", undefined, "one more"]);
  expect([recent.take(0), recent.take(0)]).toEqual(["again", undefined]);
  recent.clear();
  expect(recent.get(128)).toBeUndefined();
});
