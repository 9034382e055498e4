import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCompress } from "./compress.ts";
import type { Compress } from "./contract.ts";
import { arbitraryInput } from "./trim/testing/arbitrary-text.ts";
import { codeLines, numbered, printed, toolResult } from "./trim/testing/tool-result.ts";

const compress = createCompress({ skeleton: (code) => `${code.slice(0, code.length / 3)}` });
const block = (input: Omit<Parameters<Compress>[1], "id" | "tokens">) => ({ ...input, id: "block-17", tokens: 9_120 });
const levels = ["trimmed", "summarized", "minimal"] as const;

describe("levels", () => {
  test("a deeper level never says more", () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const sizes = levels.map((level) => compress(level, block(input))?.text.length ?? input.text.length);
        expect(sizes.toSorted((one, other) => other - one)).toEqual(sizes);
        expect(sizes[0]).toBeLessThanOrEqual(input.text.length);
      }),
      { numRuns: process.env.APERTURE_DEEP === "1" ? 5_000 : 300 },
    );
  });

  test("the same block says the same at every level, always", () => {
    fc.assert(
      fc.property(arbitraryInput, fc.constantFrom(...levels), (input, level) => {
        expect(compress(level, block(input))).toEqual(compress(level, block({ ...input })));
      }),
      { numRuns: 100 },
    );
  });

  test("each is itself where it is worth it", () => {
    const words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota"];
    const lines = words.flatMap((one) => words.map((other) => `the ${one} of part ${other} is read and written again`));
    const repeated = [...lines, ...new Array<string>(200).fill("10:00:00 waiting for the other side")];
    const [trimmed, summarized, minimal] = levels.map(
      (level) => compress(level, block(printed("make", repeated)))!.text,
    );
    expect(trimmed!.length).toBeLessThan(repeated.join("\n").length / 2);
    expect(summarized!.length).toBeLessThan(trimmed!.length);
    expect(minimal).toBe("[Bash `make`, 281 lines, 9,120 tokens; shortened by Aperture, block-17 restores it]");
  });

  test("a summary that gains nothing over the trimmed text is the trimmed text", () => {
    const input = block(printed("make", new Array<string>(300).fill("waiting for the other side to answer")));
    expect(compress("summarized", input)).toEqual(compress("trimmed", input));
  });

  test("short texts have no shorter form", () => {
    for (const level of levels) expect(compress(level, block(toolResult("ok")))).toBeNull();
  });

  test("a trimmed text that is shorter than the line is what is left", () => {
    const text = numbered(codeLines(40));
    const input = block(
      toolResult(text, { toolName: "Read", filePaths: ["src/a.ts"], earlier: [{ id: "block-3", text }] }),
    );
    expect(compress("minimal", input)?.text).toBe("[… lines 1-40 as in block-3]");
  });
});
