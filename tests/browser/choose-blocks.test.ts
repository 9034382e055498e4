import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlSite, controlSite, parameter } from "./support/control-site.ts";
import { openBrowser } from "./support/open-browser.ts";

let browser: Browser;
let site: ControlSite;
beforeAll(async () => {
  browser = await openBrowser();
  site = await controlSite(browser);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

test("blocks are chosen one by one, with Ctrl and with Shift; the bar comes and goes with them", async () => {
  const { page, context, complaints } = await site.open("?zone=primacy");
  const bar = page.getByRole("toolbar", { name: "Chosen blocks" });
  const cards = page.locator(".card:visible");
  try {
    expect(await bar.count()).toBe(0);
    await page.locator(".pick:visible").first().click();
    await expect.poll(() => bar.locator("strong").textContent()).toBe("1 block");
    expect(await page.locator(".pick:visible").first().getAttribute("aria-pressed")).toBe("true");
    await cards.nth(3).click({ modifiers: ["Shift"] });
    await expect.poll(() => bar.locator("strong").textContent()).toBe("4 blocks");
    await cards.nth(1).click({ modifiers: ["ControlOrMeta"] });
    await expect.poll(() => bar.locator("strong").textContent()).toBe("3 blocks");
    expect(parameter(page, "open")).toBeNull();
    expect(parameter(page, "pick")).toMatch(/^\d+,\d+-\d+$/);

    await page.reload();
    await expect.poll(() => bar.locator("strong").textContent()).toBe("3 blocks");
    await page.keyboard.press("Escape");
    await expect.poll(() => bar.count()).toBe(0);
    expect(parameter(page, "pick")).toBeNull();
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
});

test("a selector chooses what is like it; one that cannot be read says where, and leaves the selection", async () => {
  const { page, context } = await site.open();
  const field = page.getByLabel(/^Choose by selector/);
  try {
    const wanted = (await site.results()).filter((block) => block.tokens > 300).length;
    await page.keyboard.press("s");
    await page.keyboard.type("role:tool_result tokens>300");
    await page.keyboard.press("Enter");
    const count = page.getByRole("toolbar").locator("strong");
    await expect.poll(() => count.textContent()).toBe(`${wanted} blocks`);
    await field.fill("tokens>>x");
    await page.keyboard.press("Enter");
    await page.getByText(/^The selector cannot be read: at character 8:/).waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => count.textContent()).toBe(`${wanted} blocks`);
    await field.fill("tokens>9999999");
    await page.keyboard.press("Enter");
    await page.getByText("No block is like that").waitFor();
    await field.fill("");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("toolbar").count()).toBe(0);
  } finally {
    await context.close();
  }
});

test("another lane's blocks are shown when it is asked for", async () => {
  await site.play({ sessionId: "with-a-title" });
  const { page, context } = await site.open();
  try {
    const before = await page.locator("output.count").textContent();
    await page.getByRole("button", { name: "side 1" }).click();
    await expect.poll(() => page.locator("output.count").textContent()).toMatch(/^[1-9] blocks$/);
    expect(before).not.toBe(await page.locator("output.count").textContent());
    await page.getByText("Give this conversation a title").first().waitFor();
  } finally {
    await context.close();
    const { sessions } = await site.client.sessions();
    await site.client.removeSession(sessions[0]!.id);
  }
});
