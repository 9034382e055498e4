import { describe, expect, test } from "vitest";
import { type Emission, emissionOf } from "../governor/emission.ts";
import { PromptPredictor } from "./prompt-predictor.ts";

type Part = readonly [key: string, tokens: number];
const emission = (parts: readonly Part[], model = "m"): Emission =>
  emissionOf(
    model,
    parts.map(([key, tokens], index) => ({ key, hash: key, block: index + 1, tokens, mark: false })),
    true,
  );
const head: readonly Part[] = [
  ["system:s", 9_000],
  ["user:1", 1_000],
];
/** One exchange: thinking, call, result. */
const exchange = (n: number, thinking = 0): Part[] => [
  ...(thinking > 0 ? [[`thinking:${n}`, thinking] as Part] : []),
  [`tool_use#${n}`, 60],
  [`tool_result#${n}`, 900],
];
const billOf = (parts: readonly Part[], slope = 1.2, constant = 20): number =>
  Math.round(700 + parts.reduce((sum, [, tokens]) => sum + slope * tokens + constant, 0));

describe("the next prompt", () => {
  test("is not predicted before a first bill, nor from another model's", () => {
    const predictor = new PromptPredictor();
    expect(predictor.predict(emission(head))).toBeNull();
    predictor.learn(emission(head, "a"), 12_000);
    expect(predictor.predict(emission(head, "b"))).toBeNull();
    expect(predictor.predict(emission(head, "a"))).toBe(12_000);
  });

  test("is the last bill and the new parts, by hand", () => {
    const predictor = new PromptPredictor();
    predictor.learn(emission(head), 12_000);
    // 12,000 + 1.127 · (60 + 900) + 49 · 2
    expect(predictor.predict(emission([...head, ...exchange(1)]))).toBe(13_180);
  });

  test("parts that left are taken off: a compaction, a cleared result", () => {
    const predictor = new PromptPredictor();
    const long = [...head, ...exchange(1), ...exchange(2)];
    predictor.learn(emission(long), 20_000);
    // 20,000 − 1.127 · 960 − 49 · 2
    expect(predictor.predict(emission([...head, ...exchange(1)]))).toBe(18_820);
    const cleared: Part[] = [...head, ["tool_use#1", 60], ["tool_result#1 cleared", 10], ...exchange(2)];
    // The part is as old as before, what it says is shorter: −1.127 · 890.
    expect(predictor.predict(emission(cleared))).toBe(18_997);
  });

  test("learns the lane's own measure", () => {
    const predictor = new PromptPredictor();
    const parts = [...head];
    for (let turn = 1; turn <= 40; turn++) {
      predictor.learn(emission(parts), billOf(parts, 1.35, 5));
      parts.push(...exchange(turn, 200 + ((turn * 97) % 900)));
    }
    const billed = billOf(parts, 1.35, 5);
    expect(Math.abs(predictor.predict(emission(parts))! / billed - 1)).toBeLessThan(0.002);
  });

  test("counts that were multiplied with a model's factor are taken back to o200k", () => {
    const plain = new PromptPredictor();
    const scaled = new PromptPredictor();
    const times = (parts: readonly Part[], factor: number) =>
      parts.map(([key, tokens]): Part => [key, tokens * factor]);
    const parts = [...head];
    for (let turn = 1; turn <= 6; turn++) {
      // The factor itself is being learnt meanwhile.
      const factor = 1.2 + turn / 100;
      expect(scaled.predict(emission(times(parts, factor)), factor)).toBe(plain.predict(emission(parts)));
      plain.learn(emission(parts), billOf(parts));
      scaled.learn(emission(times(parts, factor)), billOf(parts), factor);
      parts.push(...exchange(turn));
    }
  });
});

describe("thinking before the user's next words", () => {
  /** Rounds of three exchanges with thinking, each begun by the user; a forgetting model is not billed the rounds before. */
  const rounds = (forgets: boolean) => {
    const predictor = new PromptPredictor();
    const parts = [...head];
    const misses: number[] = [];
    let tool = 0;
    for (let round = 0; round < 6; round++) {
      for (let turn = 0; turn < 3; turn++) {
        const words = parts.findLastIndex(([key]) => key.startsWith("user:"));
        const billed = billOf(parts.filter(([key], at) => !(forgets && at < words && key.startsWith("thinking"))));
        const predicted = predictor.predict(emission(parts));
        if (predicted !== null) misses.push(Math.abs(predicted / billed - 1));
        predictor.learn(emission(parts), billed);
        parts.push(...exchange(++tool, 500));
      }
      parts.push(["assistant:done", 50], [`user:again ${round}`, 30]);
    }
    return misses;
  };

  test("is forgotten by some models: learnt from the first such turn", () => {
    const misses = rounds(true);
    // The turn that teaches it is missed by the round's thinking, about 8 %; no other is by 1 %.
    expect(Math.max(...misses)).toBeGreaterThan(0.05);
    expect(misses.filter((miss) => miss > 0.01)).toHaveLength(1);
  });

  test("is kept by others", () => {
    expect(Math.max(...rounds(false))).toBeLessThan(0.01);
  });
});
