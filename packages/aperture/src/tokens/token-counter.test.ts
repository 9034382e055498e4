import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { afterEach, describe, expect, test } from "vitest";
import { createTokenCounter, type TokenCounter } from "./token-counter.ts";

const asText = { disallowedSpecial: new Set<string>() };
const texts = [
  "",
  "hello world",
  "grüße 漢字 😀 \ud800",
  "export const a = 1;\n".repeat(300),
  "<|endoftext|> and <|im_start|>system",
  "  \t\n\n",
];
const expected = texts.map((text) => countTokens(text, asText));

let counter: TokenCounter | undefined;
afterEach(() => counter?.close());
const start = (idle?: number): TokenCounter => {
  counter = createTokenCounter(idle === undefined ? {} : { idle });
  return counter;
};
/** Text that keeps the worker busy for a good while: 4,000 letters take it about 10 ms. */
const busy = Array.from({ length: 20 }, () => "x".repeat(200_000));

describe("the counter", () => {
  test("counts as the tokenizer does in this thread, in the order asked", async () => {
    expect(await start().count(texts)).toEqual(expected);
    expect(await counter!.count([])).toEqual([]);
  });

  test("special tokens are text like any other", async () => {
    const [whole] = await start().count(["<|endoftext|>"]);
    expect(whole).toBeGreaterThan(1);
  });

  test("answers many callers each with their own counts", async () => {
    const counts = start();
    const answers = await Promise.all(texts.map((text) => counts.count([text])));
    expect(answers.flat()).toEqual(expected);
  });

  test("stops when idle and starts again when asked", async () => {
    const counts = start(1);
    expect(await counts.count(texts)).toEqual(expected);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await counts.count(texts)).toEqual(expected);
  });

  test("a call in the moment in which the idle worker stops is answered by the next one", async () => {
    const counts = start(0);
    for (let round = 0; round < 3; round++) {
      await counts.count(["x"]);
      // The idle timer has fired, the old thread has not ended yet.
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(await counts.count(texts)).toEqual(expected);
    }
  });

  test("rejects who waits when it is closed, and a later call starts it anew", async () => {
    const counts = start();
    const waiting = [counts.count(busy), counts.count(["x"])];
    const settled = Promise.allSettled(waiting);
    await counts.close();
    expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await counts.count(texts)).toEqual(expected);
  });

  test("rejects who waits when the worker dies, and the next call works", async () => {
    const counts = start();
    // What is no list of texts kills the worker, as a fault in it would.
    const poison = { length: 1 } as unknown as string[];
    await expect(counts.count(poison)).rejects.toThrow();
    expect(await counts.count(texts)).toEqual(expected);
  });

  test("closing what never ran, or twice, is nothing", async () => {
    const counts = start();
    await counts.close();
    await counts.count(["x"]);
    await Promise.all([counts.close(), counts.close()]);
  });
});
