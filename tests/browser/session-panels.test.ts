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

test("hold the next request, edit a block while it waits, send it: the edit went along", async () => {
  const { page, context } = await site.open("?panel=hold");
  try {
    await page.getByRole("button", { name: "hold the next request" }).click();
    await page.getByText(/The next request of this session will wait here, 60 s/).waitFor();
    await expect.poll(() => page.locator(".tabs .hold").textContent()).toBe("hold armed");
    const turn = site.agent.turn();
    await expect.poll(() => page.locator(".tabs .hold").textContent()).toMatch(/^held · \d+ s$/);
    await page.getByText("until it is sent as it is").waitFor();

    // It came with the held request: nothing of it is cached.
    const { id } = (await site.results()).at(-1)!;
    await cardOf(page, id);
    await page.keyboard.press("e");
    await page.getByLabel(`what is sent of ${id}`).fill("edited while it was held");
    await page.getByRole("button", { name: /^save/ }).click();
    await saysLast(page, /1 (goes|waits)/);
    await page.keyboard.press("h");
    await page.getByRole("button", { name: "send", exact: true }).click();
    await turn;
    await expect.poll(async () => marksOf(await cardOf(page, id))).toEqual(["edited"]);
    await expect.poll(() => page.locator(".tabs .hold").textContent()).toBe("hold");
  } finally {
    await context.close();
  }
});

test("budget, bill and health are told; mode, holdout and limit are set", async () => {
  const { page, context } = await site.open();
  try {
    await page.keyboard.press("i");
    const panel = await panelOf(page);
    await panel.getByText(/^Health \d+ of 100$/).waitFor();
    expect(await panel.locator(".factors li").count()).toBe(6);
    await panel.getByText("the same session untouched").waitFor();
    expect(await panel.locator("dd strong").first().textContent()).toMatch(/-?[\d,]+ · −?\$[\d.]+ · -?[\d.]+ %/);

    await panel.getByRole("button", { name: "auto" }).click();
    await expect.poll(() => panel.getByRole("button", { name: "auto" }).getAttribute("aria-pressed")).toBe("true");
    await panel.getByRole("button", { name: "as configured" }).click();
    await expect.poll(() => panel.getByRole("button", { name: "manual" }).getAttribute("aria-pressed")).toBe("true");
    await panel.getByRole("button", { name: "leave untouched for comparison" }).click();
    await panel.getByRole("button", { name: "left untouched for comparison" }).click();
    await panel.getByRole("button", { name: "leave untouched for comparison" }).waitFor();

    const limit = panel.getByLabel(/^tokens; empty/);
    await limit.fill("12000");
    await panel.getByRole("button", { name: "set the budget" }).click();
    await panel.getByText(/of 12,000 ·/).waitFor();
    await page.locator(".alert", { hasText: /above \d+ % of the budget/ }).waitFor();
  } finally {
    const { session } = await site.client.blocks({ limit: 1 });
    await site.client.control.setBudget(session!, { limit: null });
    await context.close();
  }
});

test("a checkpoint is saved, compared with what came after, and brought back", async () => {
  const { page, context } = await site.open("?panel=checkpoints");
  const { id } = (await site.results())[0]!;
  try {
    await page.getByLabel(/Keep what is decided now/).fill("before");
    await page.getByRole("button", { name: "save", exact: true }).click();
    const entry = page.locator("aside li", { hasText: "before" });
    await entry.waitFor();
    await site.client.control.pin({ ids: [id], pinned: "top" });
    await entry.getByRole("button", { name: "compare with now" }).click();
    await entry.getByText(id, { exact: true }).waitFor();
    await entry.getByRole("button", { name: "restore" }).click();
    await (await panelOf(page)).getByText("Back to checkpoint-1").waitFor();
    expect(parameter(page, "do")).toBe("checkpoint-1");
    await page.getByRole("button", { name: "do it" }).click();
    await expect.poll(async () => (await site.client.block(id)).pinned).toBeNull();
  } finally {
    await context.close();
  }
});

test("a text is staged, goes in with the next request, is turned off and taken out; a command needs the token", async () => {
  const { page, context } = await site.open("?panel=staging");
  try {
    await page.getByLabel("name", { exact: true }).fill("conventions");
    await page.getByLabel("the text", { exact: true }).fill("Tabs, not spaces.");
    await page.getByRole("button", { name: "stage", exact: true }).click();
    const entry = page.locator("aside li", { hasText: "conventions" });
    await entry.getByText(/text, 17 characters · with the next request/).waitFor();
    await site.agent.turn();
    await entry.getByText(/went in once/).waitFor();
    await entry.getByRole("button", { name: "on", exact: true }).click();
    await entry.getByRole("button", { name: "off", exact: true }).waitFor();
    await entry.getByRole("button", { name: "take out" }).click();
    await page.getByText("Nothing is staged.").waitFor();

    await page.getByLabel("name", { exact: true }).fill("history");
    await page.getByRole("combobox", { name: "what" }).selectOption("command");
    await page.getByText("This page has no token").waitFor();
    await page.getByLabel(/^command/).fill("git log");
    await page.getByRole("button", { name: "stage", exact: true }).click();
    await page.locator("aside .bad").waitFor();
    expect((await site.client.control.staging()).items).toEqual([]);
  } finally {
    await context.close();
  }
});

// Last: what was dropped stays dropped when its agent sends it again.
test("a dropped request is told to its agent; an armed hold is taken back", async () => {
  const { page, context } = await site.open("?panel=hold");
  try {
    await page.getByRole("button", { name: "hold the next request" }).click();
    await page.getByRole("button", { name: "take it back" }).click();
    await page.getByRole("button", { name: "hold the next request" }).click();
    const turn = site.agent.turn().then(
      () => "sent",
      (error: Error) => error.message,
    );
    await page.getByRole("button", { name: "drop" }).click();
    expect(await turn).toMatch(/^503/);
  } finally {
    await context.close();
  }
});
