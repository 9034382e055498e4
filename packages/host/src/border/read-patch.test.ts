import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { readPatch } from "./read-patch.ts";

const bounds = { plugin: "notes", stage: "after_zone", output: 10_000 };
const read = (items: unknown, texts: unknown[] = []) =>
  readPatch({ json: typeof items === "string" ? items : JSON.stringify(items), texts }, bounds);

/** Why it was refused. */
function reason(crossed: unknown): string {
  try {
    readPatch(crossed, bounds);
  } catch (error) {
    if (!ApertureError.is(error)) throw error;
    expect(error.code).toBe("plugin_bad_answer");
    expect(error.facts).toMatchObject({ plugin: "notes", stage: "after_zone" });
    return String(error.facts.reason);
  }
  throw new Error("it was taken");
}
const refused = (items: unknown, texts: unknown[] = []) => reason({ json: JSON.stringify(items), texts });

test("items come out as they were recorded", () => {
  const items = [
    { op: "zone", block: 3, zone: "recency", reason: "why" },
    { op: "note", block: null, text: "hello" },
  ];
  expect(read(items)).toEqual(items);
  expect(read([])).toEqual([]);
});

test("a list of blocks stands for one item each, a reference for its text", () => {
  expect(read([{ op: "pin", blocks: [4, 2], pinned: "top" }])).toEqual([
    { op: "pin", block: 4, pinned: "top" },
    { op: "pin", block: 2, pinned: "top" },
  ]);
  expect(read([{ op: "content", block: 1, ref: -2 }], ["a", "the text"])).toEqual([
    { op: "content", block: 1, text: "the text" },
  ]);
});

test("only fields that an item has, and only numbers, words and texts in them", () => {
  for (const item of [
    { op: "zone", block: 3, zone: "recency", origin: "user" },
    { op: "zone", block: 3, zone: "everywhere" },
    { op: "zone", block: "block-3", zone: "recency" },
    { op: "zone", block: 0, zone: "recency" },
    { op: "zone", block: 1.5, zone: "recency" },
    { op: "zone", blocks: "3", zone: "recency" },
    { op: "zone", blocks: { length: 1e9 }, zone: "recency" },
    { op: "headers", block: 3 },
    { op: "content", block: 3, ref: -7 },
    { op: "content", block: 3, ref: "constructor" },
    { op: "content", block: 3, ref: 0 },
    [],
    null,
    7,
    "zone",
  ])
    expect(refused([item], ["text"])).toContain("item 0");
});

test("what is no patch at all is refused", () => {
  for (const crossed of [
    undefined,
    null,
    "patch",
    {},
    { json: {}, texts: [] },
    { json: "[]", texts: [1] },
    { json: "[]", texts: { length: 1 } },
    { json: "{}", texts: [] },
    { json: "[", texts: [] },
    { json: "", texts: [] },
  ])
    expect(reason(crossed)).toMatch(/^it is no/);
});

test("a key of JSON never becomes a prototype", () => {
  expect(() => read('[{"op":"zone","block":1,"zone":"middle","__proto__":{"admin":true}}]')).toThrow("__proto__");
  const [item] = read('[{"op":"emit","event":"e","data":{"__proto__":{"admin":true},"constructor":1}}]');
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect(item && "data" in item && Object.getPrototypeOf(item.data)).toBe(Object.prototype);
});

test("bounded in size and in number, whatever a list of blocks would make of it", () => {
  expect(refused([], ["x".repeat(10_000)])).toContain("larger than 10000");
  const roomy = { ...bounds, output: 1_000_000 };
  const ten = Array.from({ length: 10 }, () => ({
    op: "remove",
    blocks: Array.from({ length: 1_001 }, (_, i) => i + 1),
  }));
  expect(() => readPatch({ json: JSON.stringify(ten), texts: [] }, roomy)).toThrow("more than 10000 items");
});

test("the reason is one plain line", () => {
  expect(refused([{ op: "zone", block: 1, zone: "middle", "a\n\u001b[2Jb": 1 }])).not.toMatch(/\p{Cc}/u);
});
