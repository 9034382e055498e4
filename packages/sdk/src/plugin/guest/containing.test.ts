import { expect, test } from "vitest";
import { block } from "../../testing-kit/test-block.ts";
import { createTextKit } from "../port/text-kit.ts";
import { everything, inStage } from "../testing/in-stage.ts";
import type { BlockList } from "./block-list.ts";

const blocks = [
  block({ text: "an apple" }),
  block({ role: "assistant", text: "a pear" }),
  block({ text: "(apple)+" }),
  block({ role: "tool_result", text: "APPLE apple apple" }),
];

/** Numbers of the blocks that `read` finds. */
function found(read: (list: BlockList) => BlockList, permissions: object = everything): number[] {
  let numbers: number[] = [];
  inStage(
    (list) => {
      numbers = read(list).map(({ n }) => n);
    },
    { blocks, permissions },
  );
  return numbers;
}

test("finds the blocks in whose text a pattern stands, in order", () => {
  expect(found((list) => list.containing("apple"))).toEqual([1, 3, 4]);
  expect(found((list) => list.containing("(apple)+"))).toEqual([3]);
  expect(found((list) => list.containing(/^a/))).toEqual([1, 2]);
  expect(found((list) => list.containing(/APPLE$/i))).toEqual([1, 4]);
  expect(found((list) => list.containing("plum"))).toEqual([]);
});

test("the flag g does not make it forget every other one", () => {
  expect(found((list) => list.containing(/apple/g))).toEqual([1, 3, 4]);
});

test("looks only into the blocks of its list, and narrows further", () => {
  expect(found((list) => list.where({ role: "user" }).containing("apple"))).toEqual([1, 3]);
  expect(found((list) => list.slice(1, 3).containing("apple").where({ role: "user" }))).toEqual([3]);
  expect(found((list) => list.where({ role: "image" }).containing("apple"))).toEqual([]);
});

test("leaves out what may not be read, and needs the permission to read at all", () => {
  const users = { blocks: { read: "content", roles: ["user"] } };
  expect(found((list) => list.containing("apple"), users)).toEqual([1, 3]);
  expect(() => found((list) => list.containing("apple"), { blocks: {} })).toThrow(/blocks\.read:content/);
  expect(() => found((list) => list.containing(5 as never))).toThrow(/a regular expression or a string/);
});

test("places come from the guest and may be anything", () => {
  const kit = createTextKit({ records: new Int32Array(0), string: () => "", text: (place) => ["a"][place] });
  expect([...kit.containing("[0,7,-1]", "a", "")]).toEqual([0]);
  for (const places of ["{}", "null", "1e300", "3"])
    expect(() => kit.containing(places, "a", "")).toThrow("places are a list of numbers");
  expect(() => kit.containing("[", "a", "")).toThrow(SyntaxError);
});
