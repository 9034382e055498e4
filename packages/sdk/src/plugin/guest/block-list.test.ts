import { expect, test } from "vitest";
import { block } from "../../testing-kit/test-block.ts";
import { inStage } from "../testing/in-stage.ts";
import type { BlockList } from "./block-list.ts";
import type { BlockView } from "./block-view.ts";

const five = [
  block({ role: "system", zone: "primacy", tokens: 50 }),
  block({ role: "user", tokens: 10 }),
  block({ role: "tool_use", toolName: "Read", toolId: "t1", filePaths: ["src/a.ts"], tokens: 20 }),
  block({ role: "tool_result", toolName: "Read", toolId: "t1", filePaths: ["src/a.ts"], tokens: 900 }),
  block({ role: "assistant", zone: "recency", tokens: 30 }),
];
const ids = (list: Iterable<BlockView>): string[] => [...list].map(({ id }) => id);

/** What `read` makes of the five blocks. */
function reading<T>(read: (blocks: BlockList) => T, permissions?: object): T {
  let value: T | undefined;
  inStage(
    (blocks) => {
      value = read(blocks);
    },
    { blocks: five, ...(permissions && { permissions }) },
  );
  return value as T;
}

test("reads like an array, in prompt order", () => {
  reading((blocks) => {
    expect(blocks.length).toBe(5);
    expect(ids(blocks)).toEqual(["block-1", "block-2", "block-3", "block-4", "block-5"]);
    expect([blocks.at(0)?.id, blocks.at(-1)?.id, blocks.first?.id, blocks.last?.id]).toEqual([
      "block-1",
      "block-5",
      "block-1",
      "block-5",
    ]);
    expect([blocks.at(5), blocks.at(-6)]).toEqual([undefined, undefined]);
    expect(ids(blocks.slice(1, -2))).toEqual(["block-2", "block-3"]);
    expect(blocks.map((each, index) => each.tokens + index)).toEqual([50, 11, 22, 903, 34]);
    expect(ids(blocks.filter(({ tokens }) => tokens > 25))).toEqual(["block-1", "block-4", "block-5"]);
    expect(blocks.find(({ role }) => role === "user")?.id).toBe("block-2");
    expect(blocks.find(() => false)).toBeUndefined();
    expect(blocks.some(({ tokens }) => tokens === 900)).toBe(true);
    expect(blocks.every(({ tokens }) => tokens < 900)).toBe(false);
    expect(blocks.reduce((sum, { tokens }) => sum + tokens, 1)).toBe(1_011);
    expect(blocks.tokens).toBe(1_010);
    const seen: string[] = [];
    blocks.forEach(({ id }, index) => void seen.push(`${index}:${id}`));
    expect(seen).toHaveLength(5);
    expect(seen[4]).toBe("4:block-5");
  });
});

test("selectors follow one another, and keep the order", () => {
  reading((blocks) => {
    expect(ids(blocks.where({ toolName: "Read" }))).toEqual(["block-3", "block-4"]);
    expect(ids(blocks.where({ toolName: "Read" }).where({ minTokens: 100 }))).toEqual(["block-4"]);
    expect(ids(blocks.filter(({ n }) => n !== 3).where({ path: "src/*.ts" }))).toEqual(["block-4"]);
    expect(ids(blocks.slice(0, 2).where({ role: ["assistant", "user"] }))).toEqual(["block-2"]);
    expect(ids(blocks.slice(3).where({ zone: ["primacy", "middle"] }))).toEqual(["block-4"]);
    expect(ids(blocks.where({}))).toHaveLength(5);
    expect(blocks.where({ role: "image" }).first).toBeUndefined();
  });
});

test("a field that selectors do not have is told, not ignored: ignored it would mean every block", () => {
  expect(() => reading((blocks) => blocks.where({ tool: "Read" } as object))).toThrow(
    /a selector has no field tool; there are role, zone/,
  );
});

test("says what it holds as JSON, without texts", () => {
  const json = reading((blocks) => JSON.stringify(blocks.where({ role: "tool_result" })));
  expect(JSON.parse(json)).toEqual([
    {
      id: "block-4",
      role: "tool_result",
      zone: "middle",
      level: "original",
      pinned: null,
      tokens: 900,
      originalTokens: 900,
      kind: "tool_result",
      toolName: "Read",
      filePaths: ["src/a.ts"],
      origin: "client",
      isError: false,
    },
  ]);
});

test("without the permission there are no blocks", () => {
  expect(reading((blocks) => [...blocks], {})).toEqual([]);
});
