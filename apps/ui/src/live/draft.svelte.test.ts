import "../testing/runes.ts";
import { expect, test } from "vitest";
import { Draft } from "./draft.svelte.ts";

test("begins with the block's text and knows whether it was changed", () => {
  const draft = new Draft();
  draft.begin("block-1", "old");
  expect([draft.block, draft.text, draft.isChanged]).toEqual(["block-1", "old", false]);
  draft.text = "new";
  expect(draft.isChanged).toBe(true);
});

test("a changed draft goes on when its block is opened again; an unchanged one follows the block", () => {
  const draft = new Draft();
  draft.begin("block-1", "old");
  draft.begin("block-1", "sent meanwhile");
  expect(draft.text).toBe("sent meanwhile");
  draft.text = "mine";
  draft.begin("block-1", "sent later");
  expect(draft.text).toBe("mine");
});

test("another block begins anew, and a changed text is there when one comes back; dropping forgets", () => {
  const draft = new Draft();
  draft.begin("block-1", "old");
  draft.text = "mine";
  draft.begin("block-2", "other");
  expect([draft.block, draft.text]).toEqual(["block-2", "other"]);
  draft.begin("block-1", "old");
  expect([draft.text, draft.isChanged]).toEqual(["mine", true]);
  draft.drop();
  expect([draft.block, draft.text, draft.isChanged]).toEqual([undefined, "", false]);
  draft.begin("block-1", "old");
  expect(draft.text).toBe("old");
});
