import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "./contract.ts";
import { openStore } from "./open-store.ts";
import { addBlock, hashText, startConversation } from "./testing.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const long = "const answer = await store.read(path); // why\n".repeat(200);

test("texts and bytes of every size come back as they were", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme", minLength: 200, maxLength: 2_000 }),
    fc.constantFrom("", "\0", "a\0b", "\ud800", `${long}\udfff`, long),
  );
  fc.assert(
    fc.property(text, (content) => {
      const hash = hashText(JSON.stringify(content));
      store.contents.put({ hash, content });
      expect(store.contents.text(hash)).toBe(content);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000 }), (content) => {
      const hash = `bytes-${hashText(content)}`;
      store.contents.put({ hash, content });
      expect(Buffer.from(store.contents.bytes(hash) ?? []).equals(content)).toBe(true);
    }),
  );
});

test("bytes() of a text is its UTF-8, text() of bytes reads them as UTF-8", () => {
  store.contents.put({ hash: "t", content: "täxt" });
  store.contents.put({ hash: "b", content: Buffer.from("täxt") });
  expect(Buffer.from(store.contents.bytes("t") ?? []).toString()).toBe("täxt");
  expect(store.contents.text("b")).toBe("täxt");
});

test("what is not there is undefined", () => {
  expect(store.contents.text("no")).toBeUndefined();
  expect(store.contents.bytes("no")).toBeUndefined();
});

test("a content is stored once, whoever brings it", () => {
  store.contents.put({ hash: hashText(long), content: long });
  const before = store.size();
  for (let again = 0; again < 100; again += 1) store.contents.put({ hash: hashText(long), content: long });
  expect(store.size()).toBe(before);
});

test("long texts are compressed, noise is kept as it is", () => {
  const empty = store.size();
  store.contents.put({ hash: "text", content: long.repeat(10) });
  const compressed = store.size() - empty;
  expect(compressed).toBeLessThan(long.length);
  const noise = randomBytes(100_000);
  store.contents.put({ hash: "noise", content: noise });
  expect(store.size() - empty - compressed).toBeGreaterThan(0.9 * noise.length);
  expect(Buffer.from(store.contents.bytes("noise") ?? []).equals(noise)).toBe(true);
});

test("a block may come before its text", () => {
  const { lane } = startConversation(store, "a");
  const block = store.transaction(() => {
    const first = addBlock(store, lane, "one");
    return store.blocks.insert({ ...first, hash: "later", rawHash: "raw-later" });
  });
  expect(store.blocks.get(block.n)).toMatchObject({ hash: "later", rawHash: "raw-later" });
  expect(store.contents.text("later")).toBeUndefined();
  store.contents.put({ hash: "later", content: "here" });
  expect(store.contents.text("later")).toBe("here");
  expect(store.contents.bytes("raw-later")).toBeUndefined();
});

test("counts are known by hash, only for contents that are stored", () => {
  store.contents.put({ hash: "a", content: "one" });
  store.contents.put({ hash: "b", content: "two" });
  store.contents.setTokens(
    new Map([
      ["a", 0],
      ["nowhere", 4],
    ]),
  );
  expect(store.contents.tokens(["a", "b", "nowhere"])).toEqual(new Map([["a", 0]]));
  expect(store.contents.uncounted(["a", "b"])).toEqual(["b"]);
  store.contents.setTokens(new Map([["a", 7]]));
  expect(store.contents.tokens(["a"]).get("a")).toBe(7);
});

test("what is too long to compress at once is readable at once, and compressed when the store is idle", async () => {
  const texts = Array.from({ length: 100 }, (_, index) => `${index}: ${long}`);
  const empty = store.size();
  store.transaction(() => {
    for (const content of texts) store.contents.put({ hash: hashText(content), content });
  });
  const before = store.size() - empty;
  for (const content of texts) expect(store.contents.text(hashText(content))).toBe(content);
  await expect.poll(() => store.size() - empty, { timeout: 10_000 }).toBeLessThan(before / 3);
  for (const content of texts) expect(store.contents.text(hashText(content))).toBe(content);
});
