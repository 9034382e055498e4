import { expect, test } from "vitest";
import { block, fuzzStage, runStage, StageProblems, type TestBlock } from "../testing.ts";

type Blocks = {
  where(selector: object): Blocks;
  level(level: string): Blocks;
  forEach(visit: (block: TestBlock & { text: string }) => void): void;
  length: number;
};
const stage = (run: (blocks: Blocks) => unknown) => ({
  name: "tried",
  version: "1.0.0",
  stage: "after_zone",
  process: (blocks: Blocks) => void run(blocks),
});
const rounds = process.env.APERTURE_DEEP === "1" ? 1_000 : 60;

/** What it finds. */
function found(plugin: object, settings: object = {}): string {
  try {
    fuzzStage(plugin, {}, { rounds, ...settings });
  } catch (error) {
    if (error instanceof StageProblems) return error.message;
    throw error;
  }
  return "";
}

test("a careful stage holds on all of them", () => {
  const careful = stage((blocks) =>
    blocks
      .where({ role: "tool_result", level: "original", pinned: false, isEditable: true, minTokens: 100 })
      .level("trimmed"),
  );
  expect(found(careful)).toBe("");
});

test("one that forgets pins is found, with how to have it again", () => {
  const careless = stage((blocks) =>
    blocks.where({ minTokens: 20, isEditable: true, level: "original" }).level("trimmed"),
  );
  const message = found(careless);
  expect(message).toMatch(/pins are kept: block-\d+/);
  expect(found(careless)).toBe(message);
  const [, count, made] = /on conversation\((\d+), (\{.*?\})\), round \d+ of seed 1/.exec(message)!;
  expect(Number(count)).toBeGreaterThan(0);
  expect(JSON.parse(made!)).toMatchObject({ odd: true });
});

test.each<[string, (blocks: Blocks) => unknown, RegExp]>([
  [
    "no blocks",
    (blocks) => {
      if (blocks.length === 0) throw new RangeError("empty");
    },
    /it threw RangeError: empty\n.*conversation\(0/s,
  ],
  [
    "an empty text",
    (blocks) =>
      blocks.forEach(({ text }) => {
        if (text === "") throw new Error("no text");
      }),
    /no text/,
  ],
  [
    "broken letters",
    (blocks) =>
      blocks.forEach(({ text }) => {
        encodeURIComponent(text);
      }),
    /URIError/,
  ],
  [
    "something that is no error",
    (blocks) =>
      blocks.forEach(({ tokens }) => {
        if (tokens > 100_000) throw "large";
      }),
    /it threw large/,
  ],
])("a stage that stumbles over %s is found", (_, run, message) => {
  expect(found(stage(run))).toMatch(message);
});

test("another seed tries others", () => {
  const seen = (seed: number): number[] => {
    const lengths: number[] = [];
    found(
      stage((blocks) => void lengths.push(blocks.length)),
      { seed, rounds: 5 },
    );
    return lengths;
  };
  expect(seen(1)).toEqual(seen(1));
  expect(seen(1)).not.toEqual(seen(2));
  // A round runs it three times: once, again, and on its own result.
  expect(seen(1)).toHaveLength(15);
});

test("a hundred rounds are tried where nothing is said", () => {
  let calls = 0;
  fuzzStage(stage(() => void calls++));
  expect(calls).toBe(300);
  runStage(
    stage(() => {}),
    [block()],
  );
});
