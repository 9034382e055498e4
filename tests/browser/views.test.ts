import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, type Watched, watchedPage } from "./support/open-browser.ts";
import { type Site, startSite } from "./support/start-site.ts";

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite();
  await site.play();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

async function opened(query = "", options: Parameters<typeof watchedPage>[1] = {}): Promise<Watched> {
  const watched = await watchedPage(browser, options);
  await watched.page.goto(`${site.page}${query}`);
  await watched.page.locator(".card:visible").first().waitFor();
  return watched;
}
const query = (page: Page) => new URL(page.url()).searchParams;
const chosen = (page: Page) => page.locator(".card.chosen").getAttribute("data-block");

test("a filter by role and by words stands in the URL, and the URL alone brings it back", async () => {
  const { page, context } = await opened();
  try {
    await page
      .getByRole("button", { name: /^thinking/ })
      .first()
      .click();
    await expect.poll(() => query(page).get("role")).toBe("thinking");
    const roles = await page.locator(".card .role").allInnerTexts();
    expect(new Set(roles)).toEqual(new Set(["thinking"]));

    await page.getByLabel("Search in the text").fill("suspect");
    await expect.poll(() => page.locator("output.count").textContent()).toMatch(/^1 of \d+ blocks$/);
    const { href } = new URL(page.url());
    await page.goto("about:blank");
    await page.goto(href);
    await expect.poll(() => page.locator("output.count").textContent()).toMatch(/^1 of \d+ blocks$/);
    expect(await page.getByLabel("Search in the text").inputValue()).toBe("suspect");
  } finally {
    await context.close();
  }
});

test("words far below a card's preview are found as well", async () => {
  const { page, context } = await opened("?q=joulukuuta");
  try {
    await expect.poll(() => page.locator("output.count").textContent()).toMatch(/^1 of \d+ blocks$/);
    expect(await page.locator(".card").first().textContent()).not.toContain("joulukuuta");
  } finally {
    await context.close();
  }
});

test("block and sheet stand in the URL; Back closes the sheet, Forward opens it", async () => {
  const { page, context } = await opened();
  try {
    await page.locator(".card").first().click();
    const sheet = page.getByRole("complementary");
    await sheet.getByText("first seen").waitFor();
    expect(query(page).get("open")).toBe("1");
    const id = query(page).get("block");
    await sheet.getByText(id!, { exact: true }).waitFor();
    await page.goBack();
    await expect.poll(() => sheet.count()).toBe(0);
    await page.goForward();
    await sheet.getByText(id!, { exact: true }).waitFor();
  } finally {
    await context.close();
  }
});

test("a URL of something that is gone says so instead of showing something else", async () => {
  const { page, context } = await watchedPage(browser);
  try {
    await page.goto(`${site.page}?session=session-999`);
    await page.getByText("There is no session session-999").waitFor();
    await page.goto(`${site.page}?block=block-99999&open=1`);
    await page.getByText("There is no block block-99999").waitFor();
  } finally {
    await context.close();
  }
});

test("everything by keyboard: cursor, sheet, zones, search, looks, help, and Escape steps back", async () => {
  const { page, context } = await opened();
  const press = (key: string) => page.keyboard.press(key);
  try {
    await press("j");
    const first = await chosen(page);
    await press("j");
    await expect.poll(() => chosen(page)).not.toBe(first);
    await press("k");
    await expect.poll(() => chosen(page)).toBe(first);

    await press("Enter");
    await page.getByRole("complementary").getByText("first seen").waitFor();
    await press("Escape");
    await expect.poll(() => page.getByRole("complementary").count()).toBe(0);

    for (const [key, zone] of [
      ["1", "primacy"],
      ["2", "middle"],
      ["3", "recency"],
    ] as const) {
      await press(key);
      await expect.poll(() => query(page).get("zone")).toBe(zone);
      await expect.poll(() => page.locator("section:visible > header h2").allInnerTexts()).toEqual([zone]);
    }
    await press("3");
    await expect.poll(() => query(page).get("zone")).toBe(null);

    await press("/");
    await page.keyboard.type("midnight");
    await expect.poll(() => query(page).get("q")).toBe("midnight");
    await press("Escape");
    await expect.poll(() => query(page).get("q")).toBe(null);

    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await press("t");
    await expect.poll(theme).toBe("newspaper");
    await press("?");
    await page.getByRole("dialog").getByText("Keys and marks").waitFor();
    await press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  } finally {
    await context.close();
  }
});

test("the cursor reaches blocks that were never drawn, and they come into view", async () => {
  const { page, context } = await opened();
  try {
    for (let step = 0; step < 60; step += 1) await page.keyboard.press("j");
    await expect.poll(() => page.locator(".card.chosen").isVisible()).toBe(true);
    const box = await page.locator(".card.chosen").boundingBox();
    expect(box!.y).toBeGreaterThan(0);
    expect(box!.y + box!.height).toBeLessThanOrEqual(901);
    expect(await page.evaluate(() => document.activeElement?.classList.contains("chosen"))).toBe(true);
  } finally {
    await context.close();
  }
});

test("on a phone one zone is shown, the tabs change it, and nothing is wider than the screen", async () => {
  const { page, context } = await opened("", { width: 390, height: 844 });
  try {
    await expect.poll(() => page.locator("section:visible > header h2").allInnerTexts()).toEqual(["recency"]);
    await page.locator(".tabs").getByText("primacy").click();
    await expect.poll(() => page.locator("section:visible > header h2").allInnerTexts()).toEqual(["primacy"]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.locator(".card:visible").first().click();
    await page.getByRole("complementary").getByText("first seen").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  } finally {
    await context.close();
  }
});

test("who asks for less motion gets none", async () => {
  const { page, context } = await opened("", { reducedMotion: "reduce" });
  try {
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter((element) => {
          const style = getComputedStyle(element);
          return style.animationName !== "none" || style.transitionDuration !== "0s";
        }).length,
    );
    expect(moving).toBe(0);
  } finally {
    await context.close();
  }
});
