import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, watchedPage } from "./support/open-browser.ts";
import { type Site, startSite } from "./support/start-site.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: Browser;
let site: Site;
let empty: Site;
beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite();
  empty = await startSite();
  await site.play();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  await empty.stop();
});

const states = [
  ["blocks", () => site.page, ".card"],
  ["sheet", () => `${site.page}?block=block-20&open=1`, "aside dl"],
  ["filter without a hit", () => `${site.page}?q=nothing-has-this-word`, ".none"],
  ["empty", () => empty.page, "h1"],
] as const;

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
    await page.goto(`${site.page}?block=block-20&open=1`);
    await page.locator("aside dl").waitFor();
    const small = await page.locator("button:visible, input:visible, a:visible").evaluateAll((elements) =>
      elements
        .map((element) => ({ text: element.outerHTML.slice(0, 80), box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(({ text }) => text),
    );
    expect(small).toEqual([]);
    await context.close();
  }
});
