import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { filterBlocks } from "./filter-blocks.ts";

const blocks = [
  sampleBlock(1, { role: "system", content: "You are a careful engineer" }),
  sampleBlock(2, {
    role: "tool_use",
    content: "{}",
    metadata: { provider: "anthropic", turn: 1, kind: "tool_use", toolName: "Read", filePaths: ["src/parse-date.ts"] },
  }),
  sampleBlock(3, { role: "tool_result", content: "Expected 31 March" }),
];
const ids = (list: readonly { id: string }[]) => list.map((block) => block.id);

test("no filter returns the same list", () => {
  expect(filterBlocks(blocks, {})).toBe(blocks);
  expect(filterBlocks(blocks, { text: "   " })).toBe(blocks);
});

test("by role", () => expect(ids(filterBlocks(blocks, { role: "tool_use" }))).toEqual(["block-2"]));

test("all words, in any case, also in tool name, path and id", () => {
  expect(ids(filterBlocks(blocks, { text: "CAREFUL engineer" }))).toEqual(["block-1"]);
  expect(ids(filterBlocks(blocks, { text: "parse-date read" }))).toEqual(["block-2"]);
  expect(ids(filterBlocks(blocks, { text: "block-3" }))).toEqual(["block-3"]);
  expect(ids(filterBlocks(blocks, { text: "careful march" }))).toEqual([]);
});

test("what the API found in the whole text counts, but not against the role", () => {
  const found = new Set(["block-1", "block-3"]);
  expect(ids(filterBlocks(blocks, { text: "far below the preview" }, found))).toEqual(["block-1", "block-3"]);
  expect(ids(filterBlocks(blocks, { text: "far below", role: "system" }, found))).toEqual(["block-1"]);
});

test("the text is no pattern", () => expect(ids(filterBlocks(blocks, { text: ".*" }))).toEqual([]));
