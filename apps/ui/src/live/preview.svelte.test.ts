import "../testing/runes.ts";
import type { OperationResult } from "@aperture/sdk";
import { ApiError } from "@aperture/sdk/client";
import { expect, test } from "vitest";
import { sampleItem, sampleResult } from "../testing/samples.ts";
import { Preview } from "./preview.svelte.ts";

const to = { ids: ["block-1"], session: "session-1", lane: undefined };

function over(answer: () => Promise<OperationResult>) {
  const inputs: unknown[] = [];
  const ask = (input: unknown) => {
    inputs.push(input);
    return answer();
  };
  const client = { compress: ask, restore: ask, remove: ask, redact: ask, restoreCheckpoint: ask };
  return { preview: new Preview(client), inputs };
}

test("asks for a dry run only", async () => {
  const { preview, inputs } = over(async () => sampleResult([sampleItem(1)], { dryRun: true, operation: null }));
  await preview.ask("trimmed", to);
  expect(inputs).toEqual([{ ids: ["block-1"], session: "session-1", dryRun: true, level: "trimmed" }]);
  expect([preview.isWorthDoing, preview.costs]).toEqual([true, false]);
});

test("the same is asked again only when something happened", async () => {
  const { preview, inputs } = over(async () => sampleResult([sampleItem(1)]));
  await preview.ask("trimmed", to, 1);
  await preview.ask("trimmed", { ...to, ids: [...to.ids] }, 1);
  expect(inputs).toHaveLength(1);
  await preview.ask("trimmed", to, 2);
  await preview.ask("minimal", to, 2);
  expect(inputs).toHaveLength(3);
});

test("something that waits costs something now", async () => {
  const { preview } = over(async () => sampleResult([sampleItem(1, { status: "pending" })]));
  await preview.ask("minimal", to);
  expect(preview.costs).toBe(true);
});

test("where all is refused there is nothing to do", async () => {
  const { preview } = over(async () => sampleResult([sampleItem(1, { status: "refused" })]));
  await preview.ask("remove", to);
  expect(preview.isWorthDoing).toBe(false);
});

test("the API's refusal is told, and what was shown before can no longer be done", async () => {
  let fails = false;
  const problem = { type: "about:blank", title: "x", status: 404, code: "not_found", detail: "There is no block-1" };
  const { preview } = over(async () => {
    if (fails) throw new ApiError(problem);
    return sampleResult([sampleItem(1)]);
  });
  await preview.ask("remove", to);
  fails = true;
  await preview.ask("remove", to, 1);
  expect([preview.trouble, preview.isWorthDoing]).toEqual(["There is no block-1", false]);
  preview.forget();
  expect(preview.trouble).toBeUndefined();
});
