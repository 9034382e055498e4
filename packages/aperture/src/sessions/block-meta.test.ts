import type { BlockDraft } from "@aperture/engine/dialects/dialect";
import { expect, test } from "vitest";
import { blockMeta } from "./block-meta.ts";

const draft: BlockDraft = { role: "user", kind: "text", text: "hi", key: "user:1", hash: "1" } as BlockDraft;

test("absent facts take no room", () => {
  expect(Object.keys(blockMeta("anthropic", draft))).toEqual(["provider", "kind"]);
  const empty = { ...draft, filePaths: [], isError: false, signed: false, cacheMark: false } as BlockDraft;
  expect(Object.keys(blockMeta("anthropic", empty))).toEqual(["provider", "kind"]);
});

test("present ones are kept, a count of nothing included", () => {
  const facts = {
    toolName: "Read",
    toolId: "t1",
    filePaths: ["a.ts"],
    mediaType: "image/png",
    isError: true,
    signed: true,
    cacheMark: true,
    tokens: 0,
  };
  expect(blockMeta("gemini", { ...draft, kind: "image", ...facts } as BlockDraft)).toEqual({
    provider: "gemini",
    kind: "image",
    ...facts,
  });
});
