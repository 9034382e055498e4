import fc from "fast-check";

const encoder = new TextEncoder();
const space = fc.constantFrom("", "", "", " ", "\n", "\t ", "\r\n  ");
const numbers = fc.constantFrom("0", "-0", "1.0", "1e400", "12", "123", "9007199254740993", "-1.5E-7", "0.10");
const strings = fc.oneof(
  fc.string().map((text) => JSON.stringify(text)),
  fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"\\u00e9"', '"\\ud800"', '"\\/"', '"é\\n"', '"__proto__"', '"a"', '"\\u0061"', '""'),
);

/** JSON text of any shape, with the spacing, numbers and escapes that a stringifier would never write. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    strings,
    numbers,
    fc.constantFrom("true", "false", "null"),
    fc
      .array(fc.tuple(space, tie("value"), space), { maxLength: 5 })
      .map((items) => `[${items.map((i) => i.join("")).join(",")}]`),
    fc
      .array(fc.tuple(space, strings, space, space, tie("value"), space), { maxLength: 5 })
      .map((items) => `{${items.map(([a, k, b, c, v, d]) => `${a}${k}${b}:${c}${v}${d}`).join(",")}}`),
  ),
})).value;

export const utf8 = (text: string): Uint8Array => encoder.encode(text);
