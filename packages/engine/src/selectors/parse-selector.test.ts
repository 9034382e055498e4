import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyRules } from "./key-rules.ts";
import { parseSelector } from "./parse-selector.ts";
import { SelectorError } from "./selector-error.ts";

const isDeep = process.env.APERTURE_DEEP === "1";
const plain = (text: string) =>
  parseSelector(text).terms.map(({ key, operator, values, negated }) => [
    `${negated ? "!" : ""}${key}${operator}`,
    ...values,
  ]);

function failure(text: string): SelectorError {
  try {
    parseSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) return error;
    throw error;
  }
  throw new Error(`"${text}" was read`);
}

describe("parseSelector", () => {
  test("reads the issue's example", () => {
    expect(plain('role:tool_result age>10 tokens>2000 file:src/** text~"a b"')).toEqual([
      ["role:", "tool_result"],
      ["age>", "10"],
      ["tokens>", "2000"],
      ["file:", "src/**"],
      ["text~", "a b"],
    ]);
  });

  test.each<[string, string[][]]>([
    [
      " \n role:user\ttool:Read  ",
      [
        ["role:", "user"],
        ["tool:", "Read"],
      ],
    ],
    ['tool:"a b","c,d",e', [["tool:", "a b", "c,d", "e"]]],
    ["file:src/{a,b}.ts,docs/*", [["file:", "src/{a,b}.ts", "docs/*"]]],
    ["file:/home/u/a-b_c.d", [["file:", "/home/u/a-b_c.d"]]],
    ["origin:plugin:x", [["origin:", "plugin:x"]]],
    ["text:a,b=c", [["text:", "a,b=c"]]],
    ['text:""', [["text:", ""]]],
    ['text:"\\\\ \\" \\n \\t \\d"', [["text:", '\\ " \n \t \\d']]],
    ['text~"\\\\ \\" \\n \\d"', [["text~", '\\\\ " \\n \\d']]],
    ["text~\\d+", [["text~", "\\d+"]]],
    ["text:\\", [["text:", "\\"]]],
    ["!!role:user", [["role:", "user"]]],
    ["!tokens>=2k", [["!tokens>=", "2k"]]],
  ])("%j", (text, expected) => expect(plain(text)).toEqual(expected));

  test.each<[text: string, position: number, reason: string, nearest: string | null]>([
    ["", 0, "the selector is empty", "role:tool_result"],
    ["  ", 0, "the selector is empty", "role:tool_result"],
    ["rol:user", 0, 'there is no key "rol"', "role:tool_result"],
    ["role:user tokns>5", 10, 'there is no key "tokns"', "tokens>2000"],
    ["zzzzzzzzz:5", 0, 'there is no key "zzzzzzzzz"', null],
    ["constructor:5", 0, 'there is no key "constructor"', null],
    [":5", 0, "a key is missing", null],
    ["role", 4, "role is written role:", "role:tool_result"],
    ["role=user", 4, "role is written role:", "role:user"],
    ["tokens:2000", 6, "tokens is written tokens>, tokens>=, tokens<, tokens<=, tokens=", "tokens=2000"],
    ["tokens~x", 6, "tokens is written tokens>", "tokens>2000"],
    ["role:usr", 5, 'role is never "usr"', "role:user"],
    ["role:user,tool", 10, 'role is never "tool"', "role:tool_use"],
    ["pinned:yes", 7, 'pinned is never "yes"', null],
    ["error:tru", 6, 'error is never "tru"', "error:true"],
    ["role: user", 5, "a value is missing", "role:tool_result"],
    ["role:user,", 10, "a value is missing", "role:tool_result"],
    ["!", 1, "a condition is a key", 'text:""'],
    ["age>ten", 4, '"ten" is no number', "age>10"],
    ["age>1e5", 4, '"1e5" is no number', "age>10"],
    ["age=>5", 4, '">5" is no number', "age>10"],
    ["id:block3", 3, '"block3" is no block id', "id:block-3"],
    ["id:9999999999999999", 3, "is no block id", "id:block-3"],
    ['text:"open', 5, "the quote is not closed", "text:open"],
    ['text:"a"b', 8, "a space is missing behind the quote", "text:a"],
    ['text:a"b"', 6, "a quote stands inside a value", 'text:"a\\"b\\""'],
    ['text~"a(b"', 5, "the regex does not compile: missing closing ): `a(b`", 'text:"a(b"'],
    ["text~(?=a)", 5, "the regex does not compile", 'text:"(?=a)"'],
    ['text~"(a)\\1"', 5, "the regex does not compile", 'text:"(a)\\\\1"'],
    ["text~(a{900}){3}", 5, "the regex does not compile", 'text:"(a{900}){3}"'],
    ["text~a{900}b{900}c{900}", 5, "repeats too much", 'text:"a{900}b{900}c{900}"'],
    ["file:src/{a,b", 5, "a { is not closed by }", "file:src/**"],
    ["file:a}", 5, "a } has no { before it", "file:src/**"],
    ["role:user or role:assistant", 10, "joined by a space, values by a comma", "role:user,assistant"],
    ["role:user | age>3", 10, "joined by a space", "role:user,assistant"],
    ["TODO", 0, "a condition is a key, an operator and a value", 'text:"TODO"'],
    ["tokns", 0, "a condition is a key, an operator and a value", "tokens>2000"],
  ])("%j fails at %i: %s", (text, position, reason, nearest) => {
    const error = failure(text);
    expect(error.position).toBe(position);
    expect(error.reason).toContain(reason);
    expect(error.nearest).toBe(nearest);
    expect(error.message).toContain(`at character ${position + 1}: `);
  });

  test("what is suggested can be read", () => {
    for (const text of [
      "rol:user",
      "role=user",
      "role:usr",
      "tokens:5",
      "text~(?=a)",
      'text:a"b"',
      'text:"open',
      "TODO x",
    ])
      expect(() => parseSelector(failure(text).nearest!)).not.toThrow();
    for (const rule of Object.values(keyRules)) expect(() => parseSelector(rule.example)).not.toThrow();
  });

  test("throws nothing but SelectorError, whatever the text", () => {
    const piece = fc.oneof(
      fc.constantFrom(...Object.keys(keyRules), "not:", "!", '"', "\\", ",", "{", "}", " ", "*", "**", "?", "(", "[a-"),
      fc.constantFrom(
        ":",
        "~",
        ">",
        ">=",
        "<",
        "<=",
        "=",
        "block-1",
        "user",
        "true",
        "2k",
        "-",
        "\ud800",
        "__proto__:x",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        try {
          parseSelector(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SelectorError);
          const { position } = error as SelectorError;
          expect(position >= 0 && position <= text.length).toBe(true);
        }
      }),
      { numRuns: isDeep ? 50_000 : 3_000 },
    );
  });

  test.each([
    ["negations", "!".repeat(3_999)],
    ["commas", `tool:${"a,".repeat(1_900)}`],
    ["open braces", `file:${"{".repeat(3_900)}`],
    ["wildcards", `file:${"*?".repeat(1_900)}x`],
    ["alternatives", `file:${"{a,b}".repeat(700)}`],
    ["backslashes", `text:"${"\\".repeat(3_900)}`],
    ["terms", "a ".repeat(1_990)],
    ["longer than is read", `text:${"x".repeat(100_000)}`],
    ["a regex of repetitions", `text~${"a{1000}".repeat(500)}`],
  ])("%s end at once", (_, text) => {
    const start = performance.now();
    try {
      parseSelector(text);
    } catch (error) {
      expect(error).toBeInstanceOf(SelectorError);
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
