import { recordedBlock } from "@aperture/engine/replay/testing/recorded";
import { expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { TextCounts } from "./text-counts.ts";

/** Counts characters, and remembers what it was asked. */
function countsOf(stored: ReadonlyMap<string, number> = new Map(), factor = 1) {
  const asked: string[][] = [];
  const store = { contents: { tokens: () => new Map(stored) } } as unknown as Pick<Store, "contents">;
  const count = async (texts: readonly string[]) => {
    asked.push([...texts]);
    return texts.map(({ length }) => length);
  };
  return { counts: new TextCounts({ store, count, factor }), asked };
}

test("what the store counted is not counted again; what is fixed by the wire never is", async () => {
  const known = recordedBlock(1, { text: "known" });
  const { counts, asked } = countsOf(new Map([[known.hash, 77]]));
  const image = recordedBlock(2, { role: "image", text: "[image]", tokens: 300 });
  const fresh = recordedBlock(3, { text: "fresh" });
  await counts.blocks([known, image, fresh]);
  await counts.blocks([known, image, fresh]);
  expect(asked).toEqual([["fresh"]]);
  expect([known, image, fresh].map((block) => counts.counted(block))).toEqual([77, 300, 5]);
});

test("tokens are the model's; a text that nobody counted is estimated by its length", async () => {
  const { counts } = countsOf(new Map(), 1.5);
  expect(counts.tokensOf("none", "12345678")).toBe(3);
  await counts.texts([{ hash: "h", text: "12345678" }]);
  expect(counts.tokensOf("h", "12345678")).toBe(12);
});

test("the counter is asked in batches, for each text once", async () => {
  const { counts, asked } = countsOf();
  const text = (hash: string) => ({ hash, text: hash.repeat(50_000) });
  await counts.texts([text("a"), text("b"), text("a"), text("c"), { hash: "d", text: "x".repeat(400_000) }]);
  expect(asked.map((batch) => batch.map(([first]) => first))).toEqual([["a", "b"], ["c"], ["x"]]);
});

test("a counter that says nothing of a text leaves the estimate", async () => {
  const store = { contents: { tokens: () => new Map() } } as unknown as Pick<Store, "contents">;
  const counts = new TextCounts({ store, factor: 1, count: async () => [] });
  await counts.texts([{ hash: "h", text: "12345678" }]);
  expect(counts.tokensOf("h", "12345678")).toBe(2);
});
