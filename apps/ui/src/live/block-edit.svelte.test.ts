import "../testing/runes.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sampleItem, sampleResult } from "../testing/samples.ts";
import { BlockEdit } from "./block-edit.svelte.ts";
import { Draft } from "./draft.svelte.ts";

const to = { ids: ["block-1"], session: "session-1", lane: "lane-1" };
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(item = sampleItem(1)) {
  const asked: unknown[] = [];
  const draft = new Draft();
  draft.begin("block-1", "old");
  const edit = new BlockEdit(
    {
      edit: async (input) => {
        asked.push(input);
        return sampleResult([item]);
      },
    },
    draft,
  );
  return { draft, edit, asked };
}

test("prices what was written last, once, without doing it", async () => {
  const { draft, edit, asked } = setUp();
  draft.text = "n";
  edit.ask(to);
  draft.text = "new";
  edit.ask(to);
  await vi.advanceTimersByTimeAsync(400);
  expect(asked).toEqual([{ ids: ["block-1"], session: "session-1", lane: "lane-1", content: "new", dryRun: true }]);
  expect([edit.canSave, edit.costs]).toEqual([true, false]);
});

test("what waits costs; what is refused cannot be saved and says why", async () => {
  const waiting = setUp(sampleItem(1, { status: "pending" }));
  waiting.draft.text = "new";
  waiting.edit.ask(to, 0);
  await vi.advanceTimersByTimeAsync(0);
  expect(waiting.edit.costs).toBe(true);
  const refused = setUp(sampleItem(1, { status: "refused", reason: "it is signed" }));
  refused.draft.text = "new";
  refused.edit.ask(to, 0);
  await vi.advanceTimersByTimeAsync(0);
  expect([refused.edit.canSave, refused.edit.trouble]).toEqual([false, "it is signed"]);
});

test("an unchanged draft asks nobody, and neither does one that was left", async () => {
  const { draft, edit, asked } = setUp();
  edit.ask(to, 0);
  draft.text = "new";
  edit.ask(to);
  edit.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([]);
  expect(edit.canSave).toBe(true);
});
