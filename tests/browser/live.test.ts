import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, watchedPage } from "./support/open-browser.ts";
import { startSite } from "./support/start-site.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test("from the empty page to a whole conversation, without a reload, a complaint or a request off this machine", async () => {
  const site = await startSite();
  const { page, context, complaints, requests } = await watchedPage(browser);
  try {
    await page.goto(site.page);
    await page.getByText("Nothing has been sent yet.").waitFor();
    await page.getByText(`ANTHROPIC_BASE_URL=http://127.0.0.1:${site.ports.proxy} claude`).waitFor();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));

    // However slow the machine: the turn runs until it was seen running. The title's request is an answer too.
    site.gate.closeAfter(4);
    const played = site.play();
    await page.locator(".card").first().waitFor();
    await page.getByText(/turn \d+ is running/).waitFor();
    site.gate.open();
    await played;
    await page.getByText("Fixed. `nextSuchDay` made midnight").waitFor();
    await expect.poll(() => page.getByText(/turn \d+ is running/).count()).toBe(0);
    await expect.poll(() => page.locator("output.count").textContent()).toMatch(/^8\d blocks$/);

    expect(await page.locator("h2", { hasText: /^(primacy|middle|recency)$/ }).allInnerTexts()).toEqual([
      "primacy",
      "middle",
      "recency",
    ]);
    expect(await page.locator("nav").textContent()).toMatch(/claude-sonnet-4-5/);
    expect(await page.evaluate(() => Object.hasOwn(window, "sameDocument"))).toBe(true);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => new URL(url).hostname !== "127.0.0.1")).toEqual([]);
    expect(requests.filter((url) => url.startsWith("ws:")).length).toBe(1);
  } finally {
    await context.close();
    await site.stop();
  }
});

test("after a restart of the API the page comes back by itself and shows what it missed", async () => {
  const site = await startSite();
  const { page, context } = await watchedPage(browser);
  try {
    await site.play();
    await page.goto(site.page);
    const badge = page.locator(".badge .words");
    await expect.poll(() => badge.textContent()).toBe("live");
    const restarted = site.restart();
    await expect.poll(() => badge.textContent(), { interval: 5 }).toBe("not connected");
    await restarted;
    await expect.poll(() => badge.textContent(), { timeout: 15_000 }).toBe("live");
    await site.play({ sessionId: "another-session" });
    await expect.poll(() => page.locator("nav li").count(), { timeout: 15_000 }).toBe(2);
    // The session that was on the screen had no name in the URL: the newest one is shown.
    await page.getByText("Fixed. `nextSuchDay` made midnight").waitFor();
  } finally {
    await context.close();
    await site.stop();
  }
});

test("a removed session leaves the page", async () => {
  const site = await startSite();
  const { page, context } = await watchedPage(browser);
  try {
    await site.play();
    await page.goto(site.page);
    await page.locator("nav li").first().waitFor();
    const { sessions } = await site.client.sessions();
    await site.client.removeSession(sessions[0]!.id);
    await page.getByText("Nothing has been sent yet.").waitFor();
  } finally {
    await context.close();
    await site.stop();
  }
});

test("a pairing code is redeemed once, kept for this tab alone, and leaves the URL and the history", async () => {
  const site = await startSite();
  const { page, context } = await watchedPage(browser);
  try {
    const { code } = await site.client.createPairing();
    await page.goto(`${site.page}?zone=middle#code=${code}`);
    await expect.poll(() => page.url()).toBe(`${site.page}?zone=middle`);
    const kept = () => page.evaluate(() => sessionStorage.getItem("aperture-token"));
    await expect.poll(kept).toMatch(/^[A-Za-z0-9_-]{20,}$/);
    expect(await page.evaluate(() => document.cookie + JSON.stringify(localStorage))).not.toContain(await kept());
    await page.reload();
    await expect.poll(() => page.locator(".badge .words").textContent()).toBe("live");

    const other = await context.newPage();
    await other.goto(`${site.page}#code=${code}`);
    await other.getByText("The pairing code was used or has expired").waitFor();
    expect(other.url()).toBe(site.page);
  } finally {
    await context.close();
    await site.stop();
  }
});

test("where a token is required the page says so, and is let in by a pairing code", async () => {
  const site = await startSite({ auth: "required" });
  const { page, context } = await watchedPage(browser);
  try {
    await site.play();
    await page.goto(site.page);
    await expect.poll(() => page.locator(".badge .words").textContent()).toBe("token needed");
    expect(await page.locator(".card").count()).toBe(0);
    const { code } = await site.client.createPairing();
    await page.goto("about:blank");
    await page.goto(`${site.page}#code=${code}`);
    await page.locator(".card").first().waitFor();
    await expect.poll(() => page.locator(".badge .words").textContent()).toBe("live");
    await site.play({ sessionId: "another" });
    await expect.poll(() => page.locator("nav li").count()).toBe(2);
  } finally {
    await context.close();
    await site.stop();
  }
});
