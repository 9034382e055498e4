import fc from "fast-check";
import { expect, test } from "vitest";
import { keyRules } from "./key-rules.ts";
import { parseSelector } from "./parse-selector.ts";
import { printSelector } from "./print-selector.ts";
import type { Selector } from "./selector.ts";
import { SelectorError } from "./selector-error.ts";

const plain = ({ terms }: Selector) =>
  terms.map(({ key, operator, values, negated }) => ({ key, operator, values, negated }));

test.each([
  ["  role:user   !!age>3 ", "role:user age>3"],
  ['not:tool:"Read","a b"', '!tool:Read,"a b"'],
  ["file:{a,b}", 'file:"{a,b}"'],
  ['text:"plain"', "text:plain"],
  ['text:"a\\nb"', 'text:"a\\nb"'],
  ['text~"a\\.b \\"c\\""', 'text~"a\\.b \\"c\\""'],
  ["text~\\d", 'text~"\\d"'],
])("%j is printed as %j", (text, printed) => expect(printSelector(parseSelector(text))).toBe(printed));

test("what is printed is read as the same", () => {
  const texts = fc.oneof(
    fc.string({
      unit: fc.constantFrom("a", " ", '"', "\\", "\n", "\r", "\t", ",", "{", "}", "!", ":", "~", "é", "😀"),
      maxLength: 12,
    }),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const quote = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const term = fc.oneof(
    fc.constantFrom(...Object.values(keyRules).map(({ example }) => example)),
    texts.map((text) => `text:${quote(text)}`),
    texts.map((text) => `text~"${text}"`),
    fc.array(texts, { minLength: 1, maxLength: 3 }).map((list) => `tool:${list.map(quote).join(",")}`),
    fc.array(texts, { minLength: 1, maxLength: 3 }).map((list) => `!file:${list.map(quote).join(",")}`),
  );
  let read = 0;
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), (terms) => {
      let selector: Selector;
      try {
        selector = parseSelector(terms.join(" "));
      } catch (error) {
        // A regex or a glob that is none.
        if (error instanceof SelectorError) return;
        throw error;
      }
      read++;
      const printed = printSelector(selector);
      expect(plain(parseSelector(printed))).toEqual(plain(selector));
      expect(printSelector(parseSelector(printed))).toBe(printed);
    }),
    { numRuns: process.env.APERTURE_DEEP === "1" ? 30_000 : 2_000 },
  );
  expect(read).toBeGreaterThan(500);
});
