import "../testing/runes.ts";
import type { BlocksQuery } from "@aperture/sdk";
import { ApiError } from "@aperture/sdk/client";
import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { Picker } from "./picker.svelte.ts";
import { Router } from "./router.svelte.ts";
import { Selection } from "./selection.svelte.ts";

const where = { session: "session-1", lane: "lane-1" };

function setUp(found: readonly number[], gate: Promise<unknown> = Promise.resolve()) {
  const selection = new Selection(new Router({ search: () => "?pick=9", write: () => undefined }));
  const queries: BlocksQuery[] = [];
  const picker = new Picker(
    {
      async blocks(query = {}) {
        queries.push(query);
        await gate;
        if (query.select?.includes("(")) {
          const detail = "The selector cannot be read at character 3: (";
          throw new ApiError({ type: "about:blank", title: "x", status: 422, code: "selector_invalid", detail });
        }
        const at = Number(query.after ?? 0);
        const next = at + 2 < found.length ? String(at + 2) : null;
        const blocks = found.slice(at, at + 2).map((n) => sampleBlock(n));
        return { session: "session-1", blocks, total: found.length, next };
      },
    },
    selection,
  );
  return { picker, selection, queries };
}

test("chooses what the API finds, over all pages, in the lane that is looked at", async () => {
  const { picker, selection, queries } = setUp([1, 2, 3]);
  await picker.pick("role:user", where);
  expect([...selection.ids]).toEqual(["block-1", "block-2", "block-3"]);
  expect(queries[0]).toEqual({
    session: "session-1",
    lane: "lane-1",
    select: "role:user",
    contentLimit: 0,
    limit: 1_000,
  });
  expect(queries.map((query) => query.after)).toEqual([undefined, "2"]);
});

test("a selector that cannot be read, and one without a hit, leave the selection and say why", async () => {
  const { picker, selection } = setUp([]);
  await picker.pick("age>(", where);
  expect(picker.trouble).toBe("The selector cannot be read at character 3: (");
  await picker.pick("tokens>99999999", where);
  expect(picker.trouble).toBe("No block is like that");
  expect([...selection.ids]).toEqual(["block-9"]);
});

test("an empty selector chooses nothing and asks nobody", async () => {
  const { picker, selection, queries } = setUp([1]);
  await picker.pick("  ", where);
  expect([selection.size, queries.length]).toEqual([0, 0]);
});

test("what an older selector finds is thrown away", async () => {
  let open: (value?: unknown) => void = () => undefined;
  const { picker, selection } = setUp([1], new Promise((resolve) => (open = resolve)));
  const older = picker.pick("role:user", where);
  void picker.pick("", where);
  open();
  await older;
  expect(selection.size).toBe(0);
});
