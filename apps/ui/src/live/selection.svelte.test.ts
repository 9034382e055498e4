import "../testing/runes.ts";
import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { Router } from "./router.svelte.ts";
import { Selection } from "./selection.svelte.ts";

function setUp(search = "") {
  const written: string[] = [];
  const router = new Router({ search: () => search, write: (next) => written.push(next) });
  return { router, written, selection: new Selection(router) };
}
const order = [1, 2, 3, 4, 5, 6].map((n) => sampleBlock(n));

test("a block is chosen and left out again, and the URL says so", () => {
  const { selection, written } = setUp("?session=a");
  selection.toggle("block-2");
  selection.toggle("block-3");
  expect([...selection.ids]).toEqual(["block-2", "block-3"]);
  selection.toggle("block-2");
  selection.toggle("block-3");
  expect(selection.size).toBe(0);
  expect(written).toEqual(["?session=a&pick=2", "?session=a&pick=2-3", "?session=a&pick=3", "?session=a"]);
});

test("a URL brings its selection back", () => {
  const { selection } = setUp("?pick=2-3,9");
  expect([...selection.ids]).toEqual(["block-2", "block-3", "block-9"]);
  expect(selection.has("block-9")).toBe(true);
});

test("a range goes from the last choice to this one, in either direction, and adds", () => {
  const { selection } = setUp();
  selection.toggle("block-4");
  selection.extend(order, "block-2");
  expect([...selection.ids].toSorted()).toEqual(["block-2", "block-3", "block-4"]);
  selection.toggle("block-6");
  selection.extend(order, "block-5");
  expect(selection.size).toBe(5);
});

test("a range without a beginning is the block alone; one to nowhere is nothing", () => {
  const { selection } = setUp();
  selection.extend(order, "block-3");
  expect([...selection.ids]).toEqual(["block-3"]);
  selection.extend(order, "block-99");
  expect([...selection.ids]).toEqual(["block-3"]);
});

test("only and clear", () => {
  const { selection } = setUp("?pick=1");
  selection.only(["block-5", "block-6"]);
  expect([...selection.ids]).toEqual(["block-5", "block-6"]);
  selection.clear();
  expect(selection.ids.size).toBe(0);
});

test("a selection too long for a URL is kept, and the URL does without", () => {
  const { selection, written } = setUp();
  const many = Array.from({ length: 3_000 }, (_, index) => `block-${index * 2}`);
  selection.only(many);
  expect(selection.size).toBe(3_000);
  expect(written).toEqual([]);
  selection.toggle("block-1");
  expect(selection.size).toBe(3_001);
});
