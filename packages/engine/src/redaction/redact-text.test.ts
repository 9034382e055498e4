import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Redaction } from "./contract.ts";
import { formsOf } from "./forms-of.ts";
import { redactText, restoreText } from "./redact-text.ts";
import { redactions } from "./testing/redactions.ts";

const list = (...values: string[]): Redaction[] =>
  values.map((value, index) => ({ value, placeholder: `REDACTED_${index}_aaaaaa` }));

describe("redactText", () => {
  test("all occurrences of all values, the longest first", () => {
    const secrets = list("secret", "secret-key", "key");
    expect(redactText("a secret-key, a secret, a key: secretsecret-key", secrets)).toBe(
      "a REDACTED_1_aaaaaa, a REDACTED_0_aaaaaa, a REDACTED_2_aaaaaa: REDACTED_0_aaaaaaREDACTED_1_aaaaaa",
    );
  });

  test("a text without values is the same string", () => {
    expect(redactText("nothing here", redactions)).toBe("nothing here");
    expect(redactText("sk-live-4f9aQ", [])).toBe("sk-live-4f9aQ");
    expect(restoreText("REDACTED_1", [])).toBe("REDACTED_1");
  });

  const value = 'p"w\\d/é\n';
  test.each([
    ["plain", `x${value}x`],
    ["JSON", `x${JSON.stringify(value)}x`],
    ["JSON in ASCII", '{"a":"p\\"w\\\\d/\\u00e9\\n"}'],
    ["JSON with escaped slashes", '{"a":"p\\"w\\\\d\\/é\\n"}'],
    ["JSON in JSON", JSON.stringify({ a: JSON.stringify({ b: value }) })],
    ["a log line that holds some", `12:00 sent {"a":${JSON.stringify(value)}} ok`],
  ])("a value as it is written in %s", (_, text) => {
    const redacted = redactText(text, list(value));
    expect(redacted).toContain("REDACTED_0_aaaaaa");
    expect(redacted).not.toContain("p");
    if (text.startsWith("{")) expect(() => JSON.parse(redacted)).not.toThrow();
  });

  test("placeholders that are there already stay, even where a value looks like a part of one", () => {
    const secrets = list("REDACTED_", "aaaa", "1_a");
    const once = redactText("aaaa REDACTED_ 1_a", secrets);
    expect(once).toBe("REDACTED_1_aaaaaa REDACTED_0_aaaaaa REDACTED_2_aaaaaa");
    expect(redactText(once, secrets)).toBe(once);
  });

  test("no value is left, twice is once, and restoring gives the text back", () => {
    const piece = fc.oneof(
      fc.constantFrom(...redactions.map((redaction) => redaction.value)),
      fc.constantFrom(...redactions.flatMap((redaction) => formsOf(redaction.value))),
      fc.constantFrom(...redactions.map((redaction) => redaction.placeholder)),
      fc.string({ maxLength: 5 }),
    );
    const isForm = (text: string): boolean =>
      redactions.some(({ value: one }) =>
        formsOf(one)
          .slice(1)
          .some((form) => text.includes(form)),
      );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const redacted = redactText(text, redactions);
        const gaps = redactions.reduce((rest, { placeholder }) => rest.replaceAll(placeholder, "\0"), redacted);
        for (const redaction of redactions)
          for (const form of formsOf(redaction.value)) expect(gaps).not.toContain(form);
        expect(redactText(redacted, redactions)).toBe(redacted);
        const hadNone = redactions.every(({ placeholder }) => !text.includes(placeholder));
        if (hadNone && !isForm(text)) expect(restoreText(redacted, redactions)).toBe(text);
      }),
      { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 },
    );
  });

  test("lists are told apart by identity, not by what they hold", () => {
    expect(redactText("one two", list("one"))).toBe("REDACTED_0_aaaaaa two");
    expect(redactText("one two", list("two"))).toBe("one REDACTED_0_aaaaaa");
  });
});
