import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DuplicateKeys } from "./duplicate-keys.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 };
const encoder = new TextEncoder();

/** Keys of one body, as they stand between the quotes. */
class Body {
  readonly keys = new DuplicateKeys();
  readonly #bytes = new Uint8Array(4_096);
  #at = 0;

  /** Adds keys to the innermost object; which of them were there before. */
  add(raw: readonly string[]): boolean[] {
    return raw.map((key) => {
      const start = this.#at;
      this.#at += encoder.encodeInto(key, this.#bytes.subarray(start)).written;
      return this.keys.add(this.#bytes, start, this.#at);
    });
  }
}
const inOneObject = (raw: readonly string[]): boolean[] => {
  const body = new Body();
  body.keys.enter();
  return body.add(raw);
};

describe("DuplicateKeys", () => {
  test.each<[string, string[], boolean[]]>([
    ["none", ["a", "b", "A", ""], [false, false, false, false]],
    ["the same twice", ["a", "b", "a"], [false, false, true]],
    ["the empty one twice", ["", ""], [false, true]],
    ["escaped and plain", ["a", "\\u0061"], [false, true]],
    ["plain and escaped", ["\\u0061", "a"], [false, true]],
    ["two escapes of one", ["\\n", "\\u000a", "\\u000A"], [false, true, true]],
    ["a slash and an escaped one", ["/", "\\/"], [false, true]],
    ["beyond the basic plane", ["😀", "\\ud83d\\ude00"], [false, true]],
    ["lone halves", ["\\ud800", "\\uD800", "\\udc00"], [false, true, false]],
    ["a byte order mark is part of the key", ["\ufeffa", "a", "\\ufeffa"], [false, false, true]],
    ["what objects inherit", ["__proto__", "constructor", "__proto__"], [false, false, true]],
    ["case and accents count", ["é", "e\u0301", "E"], [false, false, false]],
  ])("%s", (_, raw, expected) => expect(inOneObject(raw)).toEqual(expected));

  test("as a set of the unescaped texts has it, in small objects and large ones", () => {
    const name = fc.oneof(
      fc.integer({ min: 0, max: 60 }).map((n) => `k${n}`),
      fc.string({ unit: "grapheme", maxLength: 3 }),
    );
    const raw = fc.tuple(name, fc.boolean()).map(([text, isEscaped]) =>
      isEscaped
        ? text
            .split("")
            .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
            .join("")
        : JSON.stringify(text).slice(1, -1),
    );
    fc.assert(
      fc.property(fc.array(raw, { maxLength: 90 }), (keys) => {
        const seen = new Set<string>();
        const expected = keys.map((key) => {
          const text = JSON.parse(`"${key}"`) as string;
          const twice = seen.has(text);
          seen.add(text);
          return twice;
        });
        expect(inOneObject(keys)).toEqual(expected);
      }),
      runs,
    );
  });

  test("keys with equal hashes are compared as text", () => {
    // FNV-1a has these 32-bit collisions: "costarring" and "liquid", "declinate" and "macallums".
    expect(inOneObject(["costarring", "liquid", "declinate", "macallums", "liquid"])).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test("an object's keys are its own: nested ones neither see nor disturb them", () => {
    const body = new Body();
    const { keys } = body;
    keys.enter();
    expect(body.add(["a", "b"])).toEqual([false, false]);
    keys.enter();
    expect(body.add(["a", "b", "c"])).toEqual([false, false, false]);
    keys.enter();
    expect(body.add(Array.from({ length: 50 }, (_, n) => `k${n}`)).some(Boolean)).toBe(false);
    keys.leave();
    keys.leave();
    expect(body.add(["c", "k1", "a"])).toEqual([false, false, true]);
    keys.leave();
  });

  test("the 32nd key on, what came before is still known, also behind a nested object", () => {
    const body = new Body();
    const { keys } = body;
    keys.enter();
    body.add(Array.from({ length: 40 }, (_, n) => `k${n}`));
    keys.enter();
    expect(body.add(["k1", "k39"])).toEqual([false, false]);
    keys.leave();
    expect(body.add(["k1", "k31", "k32", "k39", "new", "new"])).toEqual([true, true, true, true, false, true]);
  });

  test("reset forgets whatever was open", () => {
    const body = new Body();
    const { keys } = body;
    keys.enter();
    body.add(["a"]);
    keys.enter();
    keys.reset();
    keys.enter();
    expect(body.add(["a", "a"])).toEqual([false, true]);
  });
});
