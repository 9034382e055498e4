import "../testing/runes.ts";
import type { BlocksQuery } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { Search } from "./search.svelte.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function over(answer: (query: BlocksQuery) => Promise<number[]>) {
  const asked: string[] = [];
  const search = new Search({
    blocks: async (query = {}) => {
      asked.push(query.q ?? "");
      const blocks = (await answer(query)).map((n) => sampleBlock(n));
      return { session: query.session ?? null, blocks, total: blocks.length, next: null };
    },
  });
  return { search, asked };
}

test("asks once typing pauses", async () => {
  const { search, asked } = over(async () => [1, 2]);
  for (const text of ["d", "da", "dat"]) search.ask("session-1", text);
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual(["dat"]);
  expect([...search.found]).toEqual(["block-1", "block-2"]);
});

test("an older answer that comes late is thrown away", async () => {
  const { search } = over(async (query) => {
    await new Promise((resolve) => setTimeout(resolve, query.q === "slow" ? 900 : 10));
    return query.q === "slow" ? [1] : [2];
  });
  search.ask("session-1", "slow");
  await vi.advanceTimersByTimeAsync(160);
  search.ask("session-1", "quick");
  await vi.advanceTimersByTimeAsync(2_000);
  expect([...search.found]).toEqual(["block-2"]);
});

test("no words, no question; and a failing API finds nothing instead of breaking", async () => {
  const { search, asked } = over(async () => Promise.reject(new Error("down")));
  search.ask("session-1", "  ");
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual([]);
  search.ask("session-1", "date");
  await vi.advanceTimersByTimeAsync(200);
  expect(search.found.size).toBe(0);
});
