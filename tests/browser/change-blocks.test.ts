import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type ControlSite,
  cardOf,
  controlSite,
  marksOf,
  panelOf,
  parameter,
  saysLast,
} from "./support/control-site.ts";
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

test("choose, set a level, look at price and difference, do it: it waits, goes now, and is undone", async () => {
  const { page, context, complaints } = await site.open();
  // Small and far up: its saving never pays for rewriting everything behind it.
  const { id } = (await site.results())[1]!;
  const chip = page.locator(".chip");
  try {
    await (await cardOf(page, id)).locator(".pick").click();
    await page.getByRole("toolbar").getByRole("button", { name: "minimal" }).click();
    const panel = await panelOf(page);
    await panel.getByText(/saves ~?\d+ tokens per request/).waitFor();
    await panel.getByText(/costs ~?[\d.]+k? tokens now, (pays|never)/).waitFor();
    await expect.poll(() => panel.locator("pre .removed").count()).toBeGreaterThan(0);
    expect(parameter(page, "do")).toBe("minimal");
    await page.reload();
    await panel.getByRole("button", { name: "do it when it is free" }).click();

    await saysLast(page, /1 waits until it is free or pays/);
    expect(parameter(page, "panel")).toBeNull();
    const card = await cardOf(page, id);
    await expect.poll(() => marksOf(card)).toEqual(["minimal waits"]);
    await expect.poll(() => chip.textContent()).toMatch(/1 waits · ~?[\d.]+k? now/);

    await page.getByRole("button", { name: "apply now", exact: true }).click();
    await expect.poll(() => chip.textContent()).toMatch(/1 with the next request/);
    await expect.poll(() => marksOf(card)).toEqual(["minimal next"]);
    await site.agent.turn();
    await expect.poll(() => marksOf(card)).toEqual(["minimal"]);
    await expect.poll(() => card.getAttribute("class")).toMatch(/\bminimal\b/);
    expect(Number((await card.locator(".tokens").textContent())!.replace(/\D/g, ""))).toBeLessThan(40);

    await page.keyboard.press("Escape");
    await page.keyboard.press("u");
    await saysLast(page, /compress undone: 1/);
    await expect.poll(() => marksOf(card)).toEqual(["minimal", "undo waits"]);
    await page.keyboard.press("w");
    await (await panelOf(page)).getByText("undo · user").waitFor();
    await page.keyboard.press("y");
    await expect.poll(() => chip.textContent()).toMatch(/1 with the next request/);
    await site.agent.turn();
    await expect.poll(() => marksOf(card)).toEqual([]);
    expect((await site.client.block(id)).sent).toBeNull();
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
});

test("pin, zone and note stand on the card at once; the log tells who, and takes each back", async () => {
  const { page, context } = await site.open();
  const { id } = (await site.results())[2]!;
  try {
    const card = await cardOf(page, id);
    await card.locator(".pick").click();
    const bar = page.getByRole("toolbar");
    await bar.getByRole("button", { name: "pin top" }).click();
    await expect.poll(() => marksOf(card)).toEqual(["top"]);
    await bar.getByRole("button", { name: "unpin" }).click();
    await expect.poll(() => marksOf(card)).toEqual([]);
    await bar.getByRole("button", { name: "recency" }).click();
    await expect.poll(async () => (await site.client.block(id)).zone).toBe("recency");
    await bar.getByRole("button", { name: "note", exact: true }).click();
    await page.getByLabel(/notes are never sent/).fill("the only failing one");
    await page.getByRole("button", { name: "attach" }).click();
    await expect.poll(async () => marksOf(await cardOf(page, id))).toEqual(["*1"]);
    await (await panelOf(page)).getByText("the only failing one").waitFor();

    await page.keyboard.press("Escape");
    await page.keyboard.press("l");
    const log = await panelOf(page);
    const entry = log.locator("li", { hasText: "move to recency" });
    await entry.getByText(/user · turn \d+ · operation-\d+/).waitFor();
    await entry.getByRole("button", { name: "undo" }).click();
    await entry.getByText(/undone by operation-/).waitFor();
    await expect.poll(async () => (await site.client.block(id)).zone).not.toBe("recency");
  } finally {
    await context.close();
  }
});

test("an edit shows its price while it is written, is sent, and the sheet tells both texts apart", async () => {
  const { page, context } = await site.open();
  // The newest result is behind everything that is cached: free.
  const { id } = (await site.results()).at(-1)!;
  try {
    await cardOf(page, id);
    await page.keyboard.press("e");
    const text = page.getByLabel(`what is sent of ${id}`);
    await text.fill("shortened by hand");
    const panel = await panelOf(page);
    await panel.getByText(/\d+ → \d+ tokens/).waitFor();
    await panel.getByRole("button", { name: /^save/ }).click();
    await saysLast(page, /1 (goes with the next request|waits)/);
    await site.client.control.applyPending({});
    await site.agent.turn();
    const card = await cardOf(page, id);
    await expect.poll(() => marksOf(card)).toEqual(["edited"]);
    await card.locator(".card").click();
    const sheet = page.getByRole("complementary");
    await sheet.getByRole("button", { name: "is sent" }).click();
    await expect.poll(() => sheet.locator("pre").allInnerTexts()).toEqual(["shortened by hand"]);
    await sheet.getByRole("button", { name: "difference" }).click();
    await sheet.locator(".added", { hasText: "shortened by hand" }).waitFor();
    expect(parameter(page, "reading")).toBe("diff");
    await sheet.getByRole("button", { name: /^history/ }).click();
    await sheet.locator("li", { hasText: "the client said" }).getByRole("button", { name: "send this again" }).click();
    await saysLast(page, /1 (goes|waits)/);
  } finally {
    await context.close();
  }
});

test("a removed block lies in the trash and is had back; what may not be touched says why", async () => {
  const { page, context } = await site.open();
  const { id } = (await site.results())[3]!;
  try {
    await cardOf(page, id);
    await page.keyboard.press("d");
    await (await panelOf(page)).getByText("Remove", { exact: true }).waitFor();
    await page.locator(".panel .main:enabled").waitFor();
    await page.keyboard.press("Enter");
    await saysLast(page, /1 (goes|waits)/);
    await page.keyboard.press("b");
    const entry = (await panelOf(page)).locator("li", { hasText: id });
    await entry.getByRole("button", { name: "have it back" }).click();
    await (await panelOf(page)).getByText("Back to the original").waitFor();
    await page.getByRole("button", { name: /^do it/ }).click();
    await expect
      .poll(async () => (await site.client.control.trash()).blocks.map((block) => block.id))
      .not.toContain(id);

    await expect.poll(() => page.locator("aside").count()).toBe(0);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("toolbar").count()).toBe(0);
    const { blocks } = await site.client.blocks({ limit: 1_000 });
    await cardOf(page, blocks.find((block) => block.role === "thinking")!.id);
    await page.keyboard.press("d");
    await page.locator("aside .bad").first().waitFor();
    expect(await page.locator("aside .main").isDisabled()).toBe(true);
  } finally {
    await context.close();
  }
});

test("redacting takes the token: without it the page says how to get one, with it the value goes", async () => {
  const { id } = (await site.results())[4]!;
  const without = await site.open(`?block=${id}&panel=preview&do=redact`);
  try {
    await without.page.getByText(/open this page with `aperture open`/).waitFor();
    expect(await without.page.locator("aside .main").isDisabled()).toBe(true);
  } finally {
    await without.context.close();
  }
  const { code } = await site.client.createPairing();
  const { page, context } = await site.open(`?block=${id}&panel=preview&do=redact#code=${code}`);
  try {
    await page.locator("aside .main:enabled").click();
    await saysLast(page, /1 (goes with the next request|noted|waits)/);
    await site.agent.turn();
    await expect.poll(async () => marksOf(await cardOf(page, id))).toEqual(["redacted"]);
  } finally {
    await context.close();
  }
});
