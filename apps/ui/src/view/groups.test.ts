import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { groupByZone, sumTokens } from "./group-by-zone.ts";
import { shareByRole } from "./share-by-role.ts";

const blocks = [
  sampleBlock(1, { zone: "primacy", role: "system", tokens: 300 }),
  sampleBlock(2, { zone: "middle", role: "tool_result", tokens: 600, estimated: true }),
  sampleBlock(3, { zone: "recency", role: "user", tokens: 60 }),
  sampleBlock(4, { zone: "recency", role: "tool_result", tokens: 40 }),
];

test("zones hold their blocks in order, with sums; one estimate makes the sum an estimate", () => {
  const zones = groupByZone(blocks);
  expect(zones.recency).toMatchObject({ tokens: 100, estimated: false });
  expect(zones.recency.blocks.map((block) => block.id)).toEqual(["block-3", "block-4"]);
  expect(zones.middle).toMatchObject({ tokens: 600, estimated: true });
  expect(groupByZone([]).primacy).toMatchObject({ tokens: 0, blocks: [] });
});

test("shares add up to one and leave out roles without a block", () => {
  const shares = shareByRole(blocks);
  expect(shares.map((share) => share.role)).toEqual(["system", "user", "tool_result"]);
  expect(shares.reduce((sum, share) => sum + share.share, 0)).toBeCloseTo(1);
  expect(shares[2]).toMatchObject({ tokens: 640, blocks: 2 });
  expect(sumTokens(blocks)).toBe(1_000);
});

test("blocks without tokens have shares of nothing instead of NaN", () => {
  expect(shareByRole([sampleBlock(1, { tokens: 0 })])[0]?.share).toBe(0);
});
