import { ApertureError } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { plainCopy } from "./plain-copy.ts";

const copy = (value: unknown, characters = 1_000): unknown => plainCopy("tidy", value, characters);
const refusal = (value: unknown): string => {
  try {
    copy(value);
    return "done";
  } catch (error) {
    return ApertureError.is(error) ? error.code : String(error);
  }
};

describe("what a guest sent becomes plain", () => {
  test.each([[null], [true], [-1.5], ["text"], [[]], [{}], [{ a: [1, { b: null }] }]])("%j stays", (value) => {
    expect(copy(value)).toEqual(value);
  });

  test("as JSON would have it: what is undefined is not there, classes are their fields", () => {
    class Fancy {
      a = 1;
      hidden = (): number => 2;
    }
    expect(copy([undefined, null, 1])).toEqual([null, null, 1]);
    expect(copy({ a: undefined, b: 1 })).toEqual({ b: 1 });
    expect(refusal(new Fancy())).toBe("invalid_input");
  });

  test("a getter runs once, and a key named __proto__ is a key", () => {
    let reads = 0;
    const sly = {
      get a() {
        reads += 1;
        return reads;
      },
    };
    const plain = copy(sly) as { a: number };
    expect([plain.a, plain.a, reads]).toEqual([1, 1, 1]);
    const odd = copy(JSON.parse('{"__proto__":{"polluted":true}}')) as object;
    expect(Object.keys(odd)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(odd)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [1n], [Symbol("x")], [() => 1], [{ a: { b: 1n } }]])(
    "%#: no JSON",
    (value) => {
      expect(refusal(value)).toBe("invalid_input");
    },
  );

  test("cycles, great depth, many values and long texts end", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(refusal(circle)).toBe("invalid_input");
    expect(refusal(Array.from({ length: 50_000 }, () => 1))).toBe("quota_exceeded");
    expect(refusal({ a: "x".repeat(600), ["k".repeat(600)]: 1 })).toBe("quota_exceeded");
    const wide = { length: 0 };
    const sparse: unknown[] = [];
    sparse.length = 4_000_000_000;
    expect(refusal(sparse)).toBe("quota_exceeded");
    expect(copy(wide)).toEqual({ length: 0 });
  });
});
