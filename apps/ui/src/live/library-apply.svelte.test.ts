import "../testing/runes.ts";
import type { AppliedLibraryItem, ApplyLibraryItem } from "@aperture/sdk";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { LibraryApply } from "./library-apply.svelte.ts";

const answer: AppliedLibraryItem = {
  kind: "preset",
  name: "calm",
  where: "session-3",
  dryRun: true,
  changes: [{ path: "mode", before: "manual", after: "auto" }],
  plugins: [],
  missing: [],
};

function setUp(refused?: () => Promise<never>) {
  const sent: ApplyLibraryItem[] = [];
  const apply = new LibraryApply(
    {
      apply: async (_kind, _name, input = {}) => {
        sent.push(input);
        if (refused && input.dryRun === false) return refused();
        return { ...answer, where: input.everywhere ? "everywhere" : "session-3" };
      },
    },
    "preset",
    "calm",
  );
  return { apply, sent };
}

test("what it would change comes first; then exactly that is done", async () => {
  const { apply, sent } = setUp();
  expect(await apply.confirm()).toBe(false);
  await apply.ask("session", false, "session-3");
  expect(apply.plan?.changes).toHaveLength(1);
  expect(await apply.confirm()).toBe(true);
  expect(sent).toEqual([
    { remove: false, plugins: true, dryRun: true, session: "session-3" },
    { remove: false, plugins: true, dryRun: false, session: "session-3" },
  ]);
  expect([apply.said, apply.plan]).toEqual(["calm counts in session-3", undefined]);
});

test("everywhere names no session; taking away says so", async () => {
  const { apply, sent } = setUp();
  await apply.ask("everywhere", true, "session-3");
  await apply.confirm();
  expect(sent[1]).toEqual({ remove: true, plugins: true, dryRun: false, everywhere: true });
  expect(apply.said).toBe("calm counts no longer in every new session");
});

test("without what it sets of plugins the plan is asked for again", async () => {
  const { apply, sent } = setUp();
  await apply.ask("session", false, "session-3");
  await apply.withPlugins(false);
  await apply.confirm();
  expect(sent.map(({ plugins, dryRun, session }) => [plugins, dryRun, session])).toEqual([
    [true, true, "session-3"],
    [false, true, "session-3"],
    [false, false, "session-3"],
  ]);
});

test("a refusal keeps the plan, and says why", async () => {
  const { apply } = setUp(refusal(401, "This needs the token"));
  await apply.ask("everywhere", false, undefined);
  expect(await apply.confirm()).toBe(false);
  expect(apply.deed.trouble).toMatch(/^This needs the token/);
  expect([apply.plan === undefined, apply.said]).toEqual([false, undefined]);
  apply.forget();
  expect([apply.plan, apply.deed.trouble]).toEqual([undefined, undefined]);
});
