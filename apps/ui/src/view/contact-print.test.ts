import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { contactPrint, recency } from "./contact-print.ts";

const at = (turn: number) => ({ provider: "anthropic", turn, kind: "text" }) as const;

test("width is tokens", () => {
  const print = contactPrint([sampleBlock(1, { tokens: 300 }), sampleBlock(2, { tokens: 100 })], 100);
  expect(print.filter((column) => column.block.id === "block-1")).toHaveLength(75);
  expect(print).toHaveLength(100);
});

test("density is recency: the newest turn is solid, the oldest a tint that can still be seen", () => {
  const print = contactPrint([sampleBlock(1, { metadata: at(1) }), sampleBlock(2, { metadata: at(40) })], 2);
  expect(print.map((column) => column.weight)).toEqual([0.22, 1]);
  expect(recency(9, 10)).toBeCloseTo(0.9);
});

test("nothing to print", () => {
  expect(contactPrint([], 100)).toEqual([]);
  expect(contactPrint([sampleBlock(1)], 0)).toEqual([]);
});

test("blocks without a token still keep their place in order", () => {
  const print = contactPrint([sampleBlock(1, { tokens: 0 }), sampleBlock(2, { tokens: 0 })], 4);
  expect(print.map((column) => column.block.id)).toEqual(["block-1", "block-1", "block-2", "block-2"]);
});
