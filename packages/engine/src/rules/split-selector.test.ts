import fc from "fast-check";
import { expect, test } from "vitest";
import { matchSelector } from "../selectors/match.ts";
import { parseSelector } from "../selectors/parse-selector.ts";
import type { SelectorBlock } from "../selectors/selector.ts";
import { RuleError } from "./rule-error.ts";
import { holds, splitSelector } from "./split-selector.ts";
import { standingCode } from "./standing-code.ts";

const split = (text: string) => splitSelector(text, "a-rule", "/when/select");
const keys = (terms: readonly { readonly key: string }[]): string[] => terms.map(({ key }) => key);

test("what follows from a block and its text is told from what can change, texts last", () => {
  const { fixed, moving } = split("text:a age>2 role:user zone:middle tool:Bash tokens>5 staleness>1");
  expect(keys(fixed)).toEqual(["role", "tool", "text"]);
  expect(keys(moving)).toEqual(["age", "zone", "tokens", "staleness"]);
});

test("numbers become bounds, the tightest counts", () => {
  const bounds = split("age>=3 age>4 tokens>=10 tokens<2k tokens<=500 !tokens>100");
  expect(bounds.leastAge).toBeGreaterThan(4);
  expect(bounds.leastAge).toBeLessThanOrEqual(5);
  expect(bounds).toMatchObject({ leastTokens: 10, mostTokens: 500 });
  expect(keys(bounds.rest)).toEqual(["tokens"]);
});

test("it asks for staleness only where it is spoken of", () => {
  expect(split("role:user").asksStaleness).toBe(false);
  expect(split("!staleness>5").asksStaleness).toBe(true);
});

test("an error is the rule's", () => {
  expect(() => split("tokens>many")).toThrow(RuleError);
  expect(() => split("")).toThrow(/^a-rule at \/when\/select: at character 1: the selector is empty/);
});

const number = fc.oneof(fc.integer({ min: -2, max: 30 }), fc.constantFrom(9.5, 10.25, 0));
const comparison = fc
  .tuple(fc.constantFrom("age", "tokens", "position", "staleness"), fc.constantFrom(">", ">=", "<", "<=", "="), number)
  .map((parts) => parts.join(""));
const standing = fc.constantFrom(
  "level:original,minimal",
  "zone:middle",
  "pinned:true",
  "pinned:top",
  "zone:recency,primacy",
);
const term = fc.tuple(fc.constantFrom("", "!"), fc.oneof(comparison, standing)).map((parts) => parts.join(""));

const block: fc.Arbitrary<SelectorBlock> = fc.record({
  n: fc.nat(9),
  role: fc.constant("user" as const),
  kind: fc.constant("text"),
  zone: fc.constantFrom("primacy" as const, "middle", "recency"),
  pinned: fc.constantFrom("top" as const, "bottom", null),
  level: fc.constantFrom("original" as const, "trimmed", "summarized", "minimal"),
  origin: fc.constant("client"),
  tokens: fc.oneof(fc.nat(30), fc.constantFrom(9.5, 10.25, 10.3)),
  age: fc.nat(30),
  turn: fc.nat(30),
  position: fc.nat(30),
  staleness: fc.nat(100),
  text: fc.constant(() => ""),
});

test("both forms of what can change say what the selector says", () => {
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), block, (terms, one) => {
      const text = terms.join(" ");
      const { moving, leastAge, leastTokens, mostTokens, standing: table, rest } = split(text);
      const said = matchSelector(parseSelector(text), one);
      expect(holds(moving, one)).toBe(said);
      const fast =
        one.age >= leastAge &&
        one.tokens >= leastTokens &&
        one.tokens <= mostTokens &&
        (table === null || table[standingCode(one)] === 1) &&
        holds(rest, one);
      expect(fast).toBe(said);
    }),
    { numRuns: process.env.APERTURE_DEEP === "1" ? 50_000 : 2_000 },
  );
});
