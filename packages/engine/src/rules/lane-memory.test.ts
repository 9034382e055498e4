import { expect, test } from "vitest";
import type { StageBlock } from "../stage/stage.ts";
import { stageBlock } from "../stage/testing/stage-block.ts";
import { BlockView } from "./block-view.ts";
import { compileRules } from "./compile-rules.ts";
import { LaneMemories } from "./lane-memories.ts";
import { LaneMemory } from "./lane-memory.ts";
import { SlowSearches } from "./slow-searches.ts";
import { splitSelector } from "./split-selector.ts";
import { inlineRule } from "./testing/inline-rule.ts";
import { TextSearches } from "./text-searches.ts";

const memoryOf = (...selectors: string[]) =>
  new LaneMemory(selectors.map((text) => splitSelector(text, "a-rule", "/when/select")));
const unbounded = () => new TextSearches({ session: 1, slow: new SlowSearches(), clock: undefined });
const view = new BlockView(1, () => 0);
const blocks = (from: number, to: number): StageBlock[] =>
  Array.from({ length: to - from + 1 }, (_, index) => stageBlock({ n: from + index }));
const numbers = (memory: LaneMemory, selector = 0): number[] =>
  memory.matches[selector]!.all.map(({ block }) => block.n);

/** A block whose text tells that it was read. */
function read(n: number, reads: number[], given: Partial<StageBlock> = {}): StageBlock {
  const block = { ...stageBlock({ n, ...given }) };
  Object.defineProperty(block, "text", {
    get: () => {
      reads.push(n);
      return "a text";
    },
  });
  return block;
}

test("a text is read once, whatever asks for it and however often it is sent", () => {
  const reads: number[] = [];
  const memory = memoryOf("text:a", "text:a role:tool_result", "text:a role:user", "role:user text:b");
  const sent = [1, 2, 3].map((n) => read(n, reads));
  memory.show(sent.slice(0, 2), 1, view, unbounded());
  memory.show(sent, 2, view, unbounded());
  memory.show(sent, 3, view, unbounded());
  expect(reads).toEqual([1, 2, 3]);
  expect([0, 1, 2, 3].map((selector) => numbers(memory, selector))).toEqual([[1, 2, 3], [1, 2, 3], [], []]);
});

test("blocks that move, go and come back are not read again, one with another text is", () => {
  const reads: number[] = [];
  const memory = memoryOf("text:a");
  const [one, two, three] = [1, 2, 3].map((n) => read(n, reads));
  memory.show([one!, two!, three!], 1, view, unbounded());
  memory.show([one!, three!], 2, view, unbounded());
  expect(numbers(memory)).toEqual([1, 3]);
  memory.show([three!, one!, two!], 3, view, unbounded());
  expect(numbers(memory)).toEqual([3, 1, 2]);
  expect(memory.blocks.map(({ n, index }) => [n, index])).toEqual([
    [3, 0],
    [1, 1],
    [2, 2],
  ]);
  expect(reads).toEqual([1, 2, 3]);
  memory.show([three!, read(1, reads, { hash: "another" }), two!], 4, view, unbounded());
  expect(reads).toEqual([1, 2, 3, 1]);
});

test("a beginning that is sent again costs nothing: candidates stay the same objects", () => {
  const memory = memoryOf("role:tool_result");
  memory.show(blocks(1, 500), 1, view, unbounded());
  const before = memory.matches[0]!.all.slice();
  memory.show(blocks(1, 504), 2, view, unbounded());
  expect(memory.matches[0]!.all.slice(0, 500).every((candidate, index) => candidate === before[index])).toBe(true);
  expect(memory.matches[0]!.all).toHaveLength(504);
});

test("what is long gone is forgotten", () => {
  const memory = memoryOf("role:tool_result");
  for (let turn = 1; turn <= 40; turn++) memory.show(blocks(turn * 200, turn * 200 + 199), turn, view, unbounded());
  // As many again as there are, and 2,000; each is remembered as a block and as a candidate.
  expect(memory.size).toBeLessThan(2 * (2 * 200 + 2_000 + 400));
  expect(numbers(memory)).toHaveLength(200);
});

test("other rules, or another template, begin anew; the same ones go on", () => {
  const memories = new LaneMemories();
  const rules = compileRules([inlineRule("role:user", { do: "remove" })]);
  const memory = memories.of(1, rules, null);
  expect(memories.of(1, rules, null)).toBe(memory);
  expect(memories.of(2, rules, null)).not.toBe(memory);
  expect(memories.of(1, compileRules([]), null)).not.toBe(memory);
});

test("of all lanes together so much is remembered, those used last", () => {
  const memories = new LaneMemories();
  const rules = compileRules([inlineRule("role:tool_result", { do: "remove" })]);
  const show = (lane: number): LaneMemory => {
    const memory = memories.of(lane, rules, null);
    memory.show(blocks(1, 30_000), 1, view, unbounded());
    memories.bound();
    return memory;
  };
  const first = show(1);
  const second = show(2);
  const third = show(3);
  expect(memories.of(1, rules, null)).toBe(first);
  show(4);
  expect(memories.of(1, rules, null)).toBe(first);
  expect(memories.of(3, rules, null)).toBe(third);
  expect(memories.of(2, rules, null)).not.toBe(second);
});
