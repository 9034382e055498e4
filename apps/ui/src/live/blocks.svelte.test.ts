import "../testing/runes.ts";
import type { Block, BlocksQuery } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { Blocks } from "./blocks.svelte.ts";

function over(sessions: Record<string, Block[]>, pageSize = 1_000) {
  const queries: BlocksQuery[] = [];
  const gates: (() => void)[] = [];
  let held = false;
  const blocks = new Blocks({
    blocks: async (query = {}) => {
      queries.push(query);
      if (held) await new Promise<void>((resolve) => gates.push(resolve));
      const all = sessions[query.session ?? ""] ?? [];
      const from = Number(query.after ?? 0);
      const next = from + pageSize < all.length ? String(from + pageSize) : null;
      return { session: query.session ?? null, blocks: all.slice(from, from + pageSize), total: all.length, next };
    },
  });
  return {
    blocks,
    queries,
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      for (const open of gates.splice(0)) open();
    },
  };
}

test("reads every page, in prompt order, with short previews", async () => {
  const { blocks, queries } = over({ s: [5, 4, 3, 2, 1].map((n) => sampleBlock(n)) }, 2);
  await blocks.load("s");
  expect(blocks.all.map((block) => block.position)).toEqual([1, 2, 3, 4, 5]);
  expect(queries.map((query) => [query.contentLimit, query.after])).toEqual([
    [400, undefined],
    [400, "2"],
    [400, "4"],
  ]);
});

test("the first look has nothing fresh; a block that arrives later is fresh", async () => {
  const list = [sampleBlock(1)];
  const { blocks } = over({ s: list });
  await blocks.load("s");
  expect(blocks.fresh.size).toBe(0);
  list.push(sampleBlock(2));
  await blocks.load("s");
  expect([...blocks.fresh]).toEqual(["block-2"]);
});

test("unchanged blocks keep their objects over a re-read", async () => {
  const list = [sampleBlock(1)];
  const { blocks } = over({ s: list });
  await blocks.load("s");
  const first = blocks.all[0];
  list[0] = sampleBlock(1);
  list.push(sampleBlock(2));
  await blocks.load("s");
  expect(blocks.all[0]).toBe(first);
});

test("a late answer for a session that was left does not overwrite the new one", async () => {
  const { blocks, hold, release } = over({ a: [sampleBlock(1)], b: [sampleBlock(2)] });
  hold();
  const slow = blocks.load("a");
  const quick = blocks.load("b");
  release();
  await Promise.all([slow, quick]);
  expect(blocks.session).toBe("b");
  expect(blocks.all.map((block) => block.id)).toEqual(["block-2"]);
});

test("clear forgets all", async () => {
  const { blocks } = over({ s: [sampleBlock(1)] });
  await blocks.load("s");
  blocks.clear();
  expect(blocks.all).toEqual([]);
  expect(blocks.session).toBeUndefined();
});
