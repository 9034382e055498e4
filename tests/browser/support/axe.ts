import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Through the protocol, not as a script of the page: the page's policy would rightly refuse it. */
export const addAxe = (page: Page): Promise<unknown> => page.evaluate(axe);

/** What depends on colours: the rest of the page is the same in every look. */
const ofColours = ["color-contrast", "link-in-text-block"];

/** Axe finds nothing in what the page shows, and did look. In other looks than the first only at what they change, but for the full counts. */
export async function expectNoViolation(page: Page, theme = "dark"): Promise<void> {
  const isWhole = theme === "dark" || process.env.APERTURE_DEEP === "1";
  const found = (await page.evaluate(
    ([type, values]) =>
      (window as unknown as { axe: typeof import("axe-core") }).axe.run(document, {
        runOnly: { type, values },
        // Of the rest, one node for each rule is enough: it is only counted.
        resultTypes: ["violations"],
      }),
    [isWhole ? "tag" : "rule", isWhole ? tags : ofColours] as const,
  )) as AxeResults;
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
  expect(found.passes.length).toBeGreaterThan(isWhole ? 10 : 0);
}

/** To another state of the page as Back and Forward do it: without loading it again. */
export const goWithin = (page: Page, query: string): Promise<void> =>
  page.evaluate((search) => {
    history.pushState(null, "", `${location.pathname}${search}`);
    dispatchEvent(new PopStateEvent("popstate"));
  }, query);

/**
 * What can be pressed and is smaller than 24 px. Found and measured in one go: between the two, a column that has just
 * scrolled to its end draws other cards, and those that were found are no longer on the page and measure nothing.
 */
export function smallTargets(): string[] {
  return [...document.querySelectorAll("button, input, select, textarea, a")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element) => ({ text: element.outerHTML.slice(0, 80), box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 24 || box.height < 24)
    .map(({ text, box }) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${text}`);
}
