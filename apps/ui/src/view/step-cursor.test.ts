import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { stepCursor } from "./step-cursor.ts";

const blocks = [sampleBlock(1), sampleBlock(2), sampleBlock(3)];

test.each([
  [undefined, 1, "block-1"],
  [undefined, -1, "block-3"],
  ["block-1", 1, "block-2"],
  ["block-3", 1, "block-3"],
  ["block-1", -1, "block-1"],
  ["gone", 1, "block-1"],
] as const)("from %s by %s to %s", (from, by, to) => expect(stepCursor(blocks, from, by)?.id).toBe(to));

test("nowhere to go in an empty list", () => expect(stepCursor([], "block-1", 1)).toBeUndefined());
