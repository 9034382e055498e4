import { describe, expect, test } from "vitest";
import type { Json } from "../border/calls.ts";
import { StoredSizes } from "./storage.ts";
import { createTestCapabilities } from "./testing/test-capabilities.ts";

const create = (storage: string) => createTestCapabilities({ permissions: { storage } });
const bytes = (values: readonly (readonly [string, Json])[]): number =>
  values.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(JSON.stringify(key)) + Buffer.byteLength(JSON.stringify(value)),
    0,
  );

describe("the quota", () => {
  test("counts bytes of keys and values, replaced and removed ones too", async () => {
    const { call, values } = create("100b");
    expect(await call("storage.write", { values: [["a", "x"]] })).toEqual({ bytes: 6, quota: 100 });
    expect(
      await call("storage.write", {
        values: [
          ["a", "ä".repeat(10)],
          ["b", 1],
        ],
      }),
    ).toEqual({
      bytes: bytes([
        ["a", "ä".repeat(10)],
        ["b", 1],
      ]),
      quota: 100,
    });
    expect(
      await call("storage.write", {
        values: [
          ["a", null],
          ["b", null],
          ["c", null],
        ],
      }),
    ).toEqual({ bytes: 0, quota: 100 });
    expect(values.get("tidy")?.size).toBe(0);
  });

  test.each<[string, [string, Json][]]>([
    ["one value", [["a", "x".repeat(100)]]],
    ["one key", [["k".repeat(120), 1]]],
    ["many keys", Array.from({ length: 30 }, (_, index): [string, Json] => [`key-${index}`, 0])],
    ["characters of four bytes", [["a", "😀".repeat(25)]]],
    ["characters that JSON escapes", [["a", "\u0001".repeat(20)]]],
    ["lone surrogates", [["a", "\ud800".repeat(20)]]],
    ["what is nested", [["a", { deep: [[[["x".repeat(90)]]]] }]]],
  ])("refuses %s beyond it, and keeps nothing of that call", async (_, values) => {
    const made = create("100b");
    await made.call("storage.write", { values: [["kept", 1]] });
    expect((await made.refusal("storage.write", { values: [["small", 1], ...values] })).code).toBe("quota_exceeded");
    expect([...made.values.get("tidy")!]).toEqual([["kept", 1]]);
  });

  test("the same key twice in one call counts once, as the last says", async () => {
    const { call, values } = create("100b");
    await call("storage.write", {
      values: [
        ["a", "x".repeat(60)],
        ["a", "y".repeat(60)],
        ["a", 1],
      ],
    });
    expect([...values.get("tidy")!]).toEqual([["a", 1]]);
  });

  test("many tiny keys are too many before they are too large", async () => {
    const made = create("64mb");
    const batch = (from: number) => ({
      values: Array.from({ length: 5_000 }, (_, index): [string, number] => [`${from + index}`, 0]),
    });
    for (const from of [0, 5_000, 10_000, 15_000]) await made.call("storage.write", batch(from));
    expect((await made.refusal("storage.write", { values: [["one more", 0]] })).message).toMatch(/20000 keys/);
    await made.call("storage.write", {
      values: [
        ["5", "another value"],
        ["6", null],
      ],
    });
    await made.call("storage.write", { values: [["one more", 0]] });
  });

  test("a smaller one lets go of what is there, and takes no more", async () => {
    const made = create("1kb");
    await made.call("storage.write", {
      values: [
        ["a", "x".repeat(500)],
        ["b", "x".repeat(300)],
      ],
    });
    made.grant({ storage: "100b" });
    expect((await made.refusal("storage.write", { values: [["c", 1]] })).code).toBe("quota_exceeded");
    await made.call("storage.write", { values: [["b", null]] });
    await made.call("storage.write", {
      values: [
        ["a", null],
        ["c", 1],
      ],
    });
    made.grant({});
    expect((await made.refusal("storage.write", { values: [["c", null]] })).code).toBe("permission_denied");
  });
});

describe("keys", () => {
  test("named like an object's own machinery are keys like others", async () => {
    const { call, values } = create("1kb");
    const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
    await call("storage.write", { values: keys.map((key): [string, Json] => [key, { polluted: true }]) });
    expect([...values.get("tidy")!.keys()]).toEqual(keys);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(values.size).toBe(1);
  });

  test.each([
    ["", 1],
    ["k".repeat(201), 1],
  ])("%#: one that is none is refused", async (key, value) => {
    expect((await create("1kb").refusal("storage.write", { values: [[key, value]] })).code).toBe("invalid_input");
  });
});

test("sizes follow whatever is written", () => {
  const stored = new Map<string, Json>([
    ["a", 1],
    ["b", "two"],
  ]);
  const sizes = new StoredSizes(stored);
  for (let step = 0; step < 200; step += 1) {
    const change = new Map<string, Json>([
      [String.fromCharCode(97 + (step % 7)), step % 3 === 0 ? null : "x".repeat(step % 11)],
      [`key ${step % 5}`, step],
    ]);
    const expected = sizes.with(change);
    sizes.take(change);
    for (const [key, value] of change)
      if (value === null) stored.delete(key);
      else stored.set(key, value);
    expect(sizes.bytes).toBe(bytes([...stored]));
    expect(sizes.keys).toBe(stored.size);
    expect(expected).toEqual({ bytes: sizes.bytes, keys: sizes.keys });
  }
});
