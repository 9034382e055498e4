import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, watchedPage } from "./support/open-browser.ts";
import { type Site, startSite } from "./support/start-site.ts";
import { stepAgent } from "./support/step-agent.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
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

const states: readonly (readonly [string, () => string, string])[] = [
  ["blocks", () => site.page, ".card"],
  ["sheet", () => `${site.page}?block=block-20&open=1`, "aside dl"],
  ["filter without a hit", () => `${site.page}?q=nothing-has-this-word`, ".none"],
  ["empty", () => empty.page, "h1"],
  ["selection", () => `${site.page}?pick=1-3`, "[role=toolbar]"],
  ["history", () => `${site.page}?block=block-20&open=1&reading=history`, "aside .entries li"],
  ["preview", () => `${site.page}?pick=20&panel=preview&do=minimal`, "aside .panel .main"],
  ["edit", () => `${site.page}?block=block-20&panel=edit`, "aside textarea"],
  ["note", () => `${site.page}?block=block-20&panel=note`, "aside textarea"],
  ...panels.map(([name, content]) => [name, () => `${site.page}?panel=${name}`, content] as const),
];

for (const theme of ["dark", "newspaper", "contrast"]) {
  // Layout does not depend on the look: the narrow one is checked in one look here, in all of them with the full counts.
  const widths = theme === "dark" || process.env.APERTURE_DEEP === "1" ? [1_440, 390] : [1_440];
  for (const [name, url, selector] of states) {
    for (const width of widths) {
      test(`axe finds nothing: ${theme}, ${name}, ${width} px`, async () => {
        const { page, context } = await watchedPage(browser, { theme, width });
        try {
          await page.goto(url());
          await page.locator(selector).first().waitFor({ state: "attached" });
          // Through the protocol, not as a script of the page: the page's policy would rightly refuse it.
          await page.evaluate(axe);
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
          const found = (await page.evaluate(
            (values) =>
              (window as unknown as { axe: typeof import("axe-core") }).axe.run(document, { runOnly: values }),
            tags,
          )) as AxeResults;
          expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
          expect(found.passes.length).toBeGreaterThan(10);
        } finally {
          await context.close();
        }
      });
    }
  }
}

test("every button is at least 24 px wide and high, also on a phone", async () => {
  for (const width of [1_440, 390]) {
    const { page, context } = await watchedPage(browser, { width });
    for (const query of ["block=block-20&open=1", "pick=20-22", ...panels.map(([name]) => `panel=${name}`)]) {
      await page.goto(`${site.page}?${query}`);
      await page.locator("aside dl, aside .panel, [role=toolbar]").first().waitFor();
      const targets = "button:visible, input:visible, select:visible, textarea:visible, a:visible";
      const small = await page.locator(targets).evaluateAll((elements) =>
        elements
          .map((element) => ({ text: element.outerHTML.slice(0, 80), box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.width < 24 || box.height < 24)
          .map(({ text }) => text),
      );
      expect([query, small]).toEqual([query, []]);
    }
    await context.close();
  }
});
