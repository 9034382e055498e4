import { recordedCommands } from "@aperture/engine/replay/testing/recorded";
import type { DialectId } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { fitLane } from "./fit-lane.ts";
import { Slices } from "./slices.ts";
import { TextCounts } from "./text-counts.ts";

const requests = recordedCommands(60, { lines: 200 });
const o200k = (text: string): number => Math.ceil(text.length / 4);

function countsWith(factor: number): TextCounts {
  const store = { contents: { tokens: () => new Map() } } as unknown as Pick<Store, "contents">;
  return new TextCounts({ store, factor, count: async (texts) => texts.map(o200k) });
}

const fit = (billed: readonly (number | null)[], dialect: DialectId = "anthropic", factor = 1) =>
  fitLane(
    { session: { dialect }, requests, billed } as unknown as Parameters<typeof fitLane>[0],
    countsWith(factor),
    new Slices(),
  );

/** What a maker bills who takes so much for each token and each block. */
const billedBy = (perToken: number, perPart: number) =>
  requests.map(({ blocks }) =>
    Math.round(blocks.reduce((sum, block) => sum + perToken * o200k(block.text()) + perPart, 0)),
  );

test("is learnt from what the lane was billed", async () => {
  const billed = billedBy(1.8, 20);
  const { perToken, perPart } = await fit(billed);
  const [first, last] = [requests[0]!.blocks, requests.at(-1)!.blocks];
  const tokens = last.slice(first.length).reduce((sum, block) => sum + o200k(block.text()), 0);
  const grown = (billed.at(-1)! - billed[0]!) / (perToken * tokens + perPart * (last.length - first.length));
  expect(grown).toBeCloseTo(1, 1);
});

test("is of counted tokens, whatever factor they were counted with", async () => {
  const [plain, scaled] = [await fit(billedBy(1.4, 20)), await fit(billedBy(1.4, 20), "anthropic", 2)];
  expect(scaled.perToken).toBeCloseTo(plain.perToken / 2, 6);
});

test("without bills, or with bills of another prompt, what Claude Code's sessions taught; of other makers nothing", async () => {
  const none = requests.map(() => null);
  expect(await fit(none)).toEqual({ perToken: 1.127, perPart: 49 });
  expect(await fit(requests.map(() => 10))).toEqual({ perToken: 1.127, perPart: 49 });
  expect(await fit(none, "gemini")).toEqual({ perToken: 1, perPart: 0 });
});
