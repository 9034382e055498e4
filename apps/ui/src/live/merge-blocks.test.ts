import type { Block } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { mergeBlocks } from "./merge-blocks.ts";

const copy = (block: Block): Block => structuredClone(block);

test("nothing changed: the very same list", () => {
  const before = [sampleBlock(1), sampleBlock(2)];
  expect(mergeBlocks(before, before.map(copy))).toBe(before);
});

test.each<[string, Partial<Block>]>([
  ["position", { position: 9 }],
  ["zone", { zone: "recency" }],
  ["tokens", { tokens: 11 }],
  ["estimated", { estimated: true }],
  ["live", { live: false }],
  ["level", { level: "trimmed" }],
  ["pinned", { pinned: "top" }],
  ["content", { content: "other" }],
  ["length", { contentLength: 99 }],
  ["cache mark", { metadata: { provider: "anthropic", turn: 1, kind: "text", cacheMark: true } }],
])("a changed %s takes the new object and keeps its neighbours", (_name, change) => {
  const before = [sampleBlock(1), sampleBlock(2)];
  const merged = mergeBlocks(before, [sampleBlock(1), sampleBlock(2, change)]);
  expect(merged[0]).toBe(before[0]);
  expect(merged[1]).toMatchObject(change);
});

test("a removed block leaves a shorter list", () => {
  const before = [sampleBlock(1), sampleBlock(2)];
  expect(mergeBlocks(before, [sampleBlock(1)])).toEqual([before[0]]);
});
