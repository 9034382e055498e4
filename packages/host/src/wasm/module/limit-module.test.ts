import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildModule, code } from "../testing/build-module.ts";
import { guestModule } from "../testing/guest-module.ts";
import { ByteReader } from "./byte-reader.ts";
import { limitModule } from "./limit-module.ts";
import { ModuleRefused } from "./module-refused.ts";
import { writeU32 } from "./write-u32.ts";

const MB = 1024 * 1024;
/** A module that grows its memory by as many pages as it can, through its stage. */
const grower = (memory: readonly number[]) =>
  guestModule({
    memory,
    bodies: {
      aperture_stage: [
        0x03,
        0x40,
        ...code.const(1),
        ...code.grow,
        ...code.const(-1),
        0x47,
        0x0d,
        0,
        0x0b,
        ...code.size,
      ],
    },
  });
const grownPages = (bytes: Uint8Array<ArrayBuffer>) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return (exports.aperture_stage as (...values: number[]) => number)(0, 0, 0, 0, 0);
};

describe("memory", () => {
  test.each([
    ["no maximum", [1, 0, 1], 64],
    ["one that is larger", [1, 1, 1, 0x80, 0x08], 64],
    ["one that is smaller", [1, 1, 1, 3], 3],
  ] as const)("%s", (_, section, pages) => {
    expect(grownPages(limitModule(grower(section), 4 * MB))).toBe(pages);
  });

  test("without the rewriting it would have taken what it wants", () => {
    expect(grownPages(grower([1, 1, 1, 0x80, 0x08]))).toBe(1_024);
  });
});

test("tables get a maximum", () => {
  const bytes = guestModule({
    table: [1, 0x70, 0, 1],
    exports: [
      { name: "memory", kind: 2, index: 0 },
      { name: "table", kind: 1, index: 0 },
    ],
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(limitModule(bytes, MB)));
  const table = exports.table as WebAssembly.Table;
  expect(() => table.grow(16_383)).not.toThrow();
  expect(() => table.grow(1)).toThrow(RangeError);
});

test("custom sections are left out, and nothing else changes", () => {
  const bytes = guestModule({ memory: [1, 1, 1, 16] });
  const named = guestModule({ memory: [1, 1, 1, 16], sections: [{ id: 0, content: [4, 110, 97, 109, 101, 1, 2, 3] }] });
  expect(limitModule(named, MB)).toEqual(limitModule(bytes, MB));
  expect(limitModule(bytes, MB)).toEqual(bytes);
});

test("whatever the bytes are, they are refused or limited: nothing else is thrown", () => {
  const valid = grower([1, 0, 1]);
  const damaged = fc
    .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const bytes = Uint8Array.from(valid);
      for (const [at, byte] of changes) bytes[at] = byte;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 64 })), (bytes) => {
      try {
        const limited = limitModule(bytes, 4 * MB);
        if (WebAssembly.validate(limited))
          expect(WebAssembly.Module.exports(new WebAssembly.Module(limited)).length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(ModuleRefused);
      }
    }),
    { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 },
  );
});

test("numbers are read as they were written", () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), (value) => {
      expect(new ByteReader(Uint8Array.from(writeU32(value))).u32()).toBe(value);
    }),
  );
  expect(() => new ByteReader(Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x1f])).u32()).toThrow(/32 bits/);
});

test("a function's type that is not there", () => {
  const bytes = buildModule({ sections: [{ id: 3, content: [1, 7] }] });
  expect(() => limitModule(bytes, MB)).toThrow(ModuleRefused);
});
