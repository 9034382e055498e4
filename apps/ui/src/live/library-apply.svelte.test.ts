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
const reread = async (): Promise<void> => undefined;
const here = { session: "session-3", removes: false, plugins: true } as const;

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
  expect(await apply.confirm(reread)).toBe(false);
  await apply.ask(here);
  expect(apply.plan.value?.changes).toHaveLength(1);
  expect(await apply.confirm(reread)).toBe(true);
  expect(sent).toEqual([
    { session: "session-3", remove: false, plugins: true, dryRun: true },
    { session: "session-3", remove: false, plugins: true, dryRun: false },
  ]);
  expect(apply.said).toBe("calm counts in session-3");
});

test("everywhere names no session; taking away says so", async () => {
  const { apply, sent } = setUp();
  await apply.ask({ session: undefined, removes: true, plugins: false });
  await apply.confirm(reread);
  expect(sent[1]).toEqual({ everywhere: true, remove: true, plugins: false, dryRun: false });
  expect(apply.said).toBe("calm counts no longer in every new session");
});

test("of two questions the later one counts, whichever answer comes first; nothing is done in between", async () => {
  const waiting: ((value: AppliedLibraryItem) => void)[] = [];
  const apply = new LibraryApply({ apply: () => new Promise((resolve) => waiting.push(resolve)) }, "preset", "calm");
  const first = apply.ask(here);
  const second = apply.ask({ ...here, removes: true });
  waiting[0]?.(answer);
  await first;
  expect([apply.plan.value, await apply.confirm(reread)]).toEqual([undefined, false]);
  waiting[1]?.({ ...answer, changes: [] });
  await second;
  expect(apply.plan.value?.changes).toEqual([]);
});

test("the same question again keeps what is shown until its answer is there", async () => {
  const { apply } = setUp();
  await apply.ask(here);
  const again = apply.ask({ ...here });
  expect(apply.plan.value).toBeDefined();
  await again;
});

test("it is busy until what counts now is read again", async () => {
  const { apply } = setUp();
  await apply.ask(here);
  const busy: boolean[] = [];
  await apply.confirm(async () => void busy.push(apply.deed.busy));
  expect([busy, apply.deed.busy]).toEqual([[true], false]);
});

test("a refusal keeps the plan, and says why", async () => {
  const { apply } = setUp(refusal(401, "This needs the token"));
  await apply.ask({ ...here, session: undefined });
  expect(await apply.confirm(reread)).toBe(false);
  expect(apply.deed.trouble).toMatch(/^This needs the token/);
  expect([apply.plan.value === undefined, apply.said]).toEqual([false, undefined]);
});
