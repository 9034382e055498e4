import { commonWords } from "@aperture/engine/compression/common-words";
import { GHOST_TOKENS, ghostOf } from "@aperture/engine/compression/ghost";
import fc from "fast-check";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 300_000 : 10_000 };

/** Names as people give them, and what no tokenizer has ever seen. */
const name = fc.oneof(
  fc
    .array(fc.constantFrom(...commonWords, "_", "-", ".", "/", "Kobalu", "HTTPServer", "2026"), { maxLength: 12 })
    .map((all) => all.join("")),
  fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"), maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."aeioubcdfgklmnprst"), maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."aBcDeFgHiJqXz0189._-/"), maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const role = fc.constantFrom("system", "user", "assistant", "tool_use", "tool_result", "thinking", "image", "other");

test("a ghost takes 15 tokens at most, whatever the block", () => {
  fc.assert(
    fc.property(role, fc.option(name, { nil: undefined }), name, (of, toolName, path) => {
      const ghost = ghostOf({ role: of, toolName, filePaths: path === "" ? [] : [path] });
      expect(countTokens(ghost), ghost).toBeLessThanOrEqual(GHOST_TOKENS);
    }),
    runs,
  );
});

test("the words that count as one token are one, with or without a capital or a separator", () => {
  for (const word of commonWords) {
    for (const written of [word, word[0]!.toUpperCase() + word.slice(1)]) {
      expect(countTokens(` ${written}`), written).toBe(1);
      for (const separator of ["_", "-", ".", "/"])
        expect(countTokens(`a${separator}${written}`), separator + written).toBeLessThanOrEqual(3);
    }
  }
});
