import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAxe, expectNoViolation, goWithin, smallTargets } from "./support/axe.ts";
import { openBrowser, type Watched, watchedPage } from "./support/open-browser.ts";
import { type Site, startSite } from "./support/start-site.ts";
import { stepAgent } from "./support/step-agent.ts";

let browser: Browser;
let site: Site;
let empty: Site;
beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite();
  empty = await startSite();
  await site.play();
  await decide(site);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  await empty.stop();
});

/** Something of everything that a card or a panel can show. */
async function decide({ client }: Site): Promise<void> {
  await stepAgent(site, { sessionId: "decided" }).turns(3);
  await site.play({ sessionId: "newest" });
  const { blocks } = await client.blocks({ limit: 1_000 });
  const results = blocks.filter((block) => block.role === "tool_result").map((block) => block.id);
  await client.control.compress({ ids: [results[0]!, results[1]!], level: "minimal", reason: "too long" });
  await client.control.remove({ ids: [results[2]!], apply: "now" });
  await client.control.pin({ ids: [results[3]!, blocks[0]!.id], pinned: "top" });
  await client.control.addNote(results[3]!, "the one that fails");
  await client.control.saveCheckpoint({ name: "first" });
  await client.control.stage({ name: "style", source: { kind: "text", text: "Tabs." } });
}

const entries = "aside .entries .acts";
const panels = [
  ["waiting", entries],
  ["log", entries],
  ["session", "aside .factors"],
  ["hold", "aside .panel .main"],
  ["checkpoints", entries],
  ["staging", entries],
  ["trash", entries],
] as const;

const states: readonly (readonly [name: string, query: string, shows: string])[] = [
  ["blocks", "", ".card"],
  ["sheet", "?block=block-20&open=1", "aside dl"],
  ["filter without a hit", "?q=nothing-has-this-word", ".none"],
  ["selection", "?pick=1-3", "[role=toolbar]"],
  ["history", "?block=block-20&open=1&reading=history", "aside .entries li"],
  ["preview", "?pick=20&panel=preview&do=minimal", "aside .panel .main"],
  ["edit", "?block=block-20&panel=edit", "aside textarea"],
  ["note", "?block=block-20&panel=note", "aside textarea"],
  ...panels.map(([name, content]) => [name, `?panel=${name}`, content] as const),
];

for (const theme of ["dark", "newspaper", "contrast"]) {
  // Layout does not depend on the look: the narrow one is checked in one look here, in all of them with the full counts.
  const widths = theme === "dark" || process.env.APERTURE_DEEP === "1" ? [1_440, 390] : [1_440];
  for (const width of widths) {
    describe(`axe finds nothing: ${theme}, ${width} px`, () => {
      // One document for all states: loading the page and axe anew for each took longer than what is measured.
      let watched: Watched;
      beforeAll(async () => {
        watched = await watchedPage(browser, { theme, width });
        await watched.page.goto(site.page);
        await addAxe(watched.page);
      });
      afterAll(() => watched.context.close());

      for (const [name, query, shows] of states) {
        test(name, async () => {
          const { page } = watched;
          await goWithin(page, "");
          await expect.poll(() => page.locator("aside, [role=toolbar], .none").count()).toBe(0);
          await goWithin(page, query);
          await page.locator(shows).first().waitFor({ state: "attached" });
          await expectNoViolation(page, theme);
        });
      }
      test("empty", async () => {
        const { page, context } = await watchedPage(browser, { theme, width });
        try {
          await page.goto(empty.page);
          await page.locator("h1").waitFor();
          await addAxe(page);
          await expectNoViolation(page, theme);
        } finally {
          await context.close();
        }
      });
    });
  }
}

test("every button is at least 24 px wide and high, also on a phone", async () => {
  for (const width of [1_440, 390]) {
    const { page, context } = await watchedPage(browser, { width });
    for (const query of ["block=block-20&open=1", "pick=20-22", ...panels.map(([name]) => `panel=${name}`)]) {
      await page.goto(`${site.page}?${query}`);
      await page.locator("aside dl, aside .panel, [role=toolbar]").first().waitFor();
      await page.locator(".card:visible").first().waitFor();
      const small = await page.evaluate(smallTargets);
      expect([query, small]).toEqual([query, []]);
    }
    await context.close();
  }
});
