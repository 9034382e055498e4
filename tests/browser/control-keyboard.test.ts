import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlSite, controlSite, panelOf, parameter, saysLast } from "./support/control-site.ts";
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

test("without a mouse: choose, go through the levels, do it, pin, move, note, edit, undo", async () => {
  const { page, context, complaints } = await site.open();
  const press = (key: string) => page.keyboard.press(key);
  const chosen = () => page.getByRole("toolbar").locator("strong").textContent();
  try {
    const [first] = await site.results();
    await page.goto(`${site.page}?block=${first!.id}`);
    await page.locator(".card.chosen").waitFor();
    await press("x");
    await expect.poll(chosen).toBe("1 block");
    await press("j");
    await press("j");
    await press("X");
    await expect.poll(chosen).toBe("3 blocks");
    await press("a");
    await expect.poll(chosen).toMatch(/^\d\d blocks$/);
    await press("Escape");
    await expect.poll(() => page.getByRole("toolbar").count()).toBe(0);

    await page.goto(`${site.page}?block=${first!.id}`);
    await page.locator(".card.chosen").waitFor();
    for (const level of ["trimmed", "summarized", "minimal"]) {
      await press("-");
      await expect.poll(() => parameter(page, "do")).toBe(level);
    }
    await press("+");
    await expect.poll(() => parameter(page, "do")).toBe("summarized");
    await page.locator("aside .main:enabled").waitFor();
    await press("Enter");
    await saysLast(page, /1 (goes|waits)/);
    await expect.poll(() => parameter(page, "panel")).toBeNull();
    await press("u");
    await saysLast(page, /^compress undone/);

    const pins = () => page.locator(".frame.chosen .mark.pin").allInnerTexts();
    for (const [key, pinned] of [
      ["p", ["top"]],
      ["p", []],
      ["P", ["bottom"]],
      ["u", []],
    ] as const) {
      await press(key);
      await expect.poll(pins).toEqual(pinned);
    }
    await press("<");
    await saysLast(page, /^1 noted/);
    await expect.poll(async () => (await site.client.block(first!.id)).zone).toBe("primacy");
    await press("u");
    await expect.poll(async () => (await site.client.block(first!.id)).zone).toBe("middle");

    await press("n");
    const note = page.getByLabel(/notes are never sent/);
    await note.focus();
    await page.keyboard.type("keep");
    await press("Tab");
    await press("Enter");
    await expect.poll(async () => (await site.client.block(first!.id)).notes).toBe(1);
    await press("Escape");
    // A preview that the API refuses (nothing is gained at that level) is told in the panel; the browser notes its status.
    expect(complaints.filter((line) => !line.includes("409"))).toEqual([]);
  } finally {
    await context.close();
  }
});

test("every panel opens and closes by its key, one at a time, and the focus follows", async () => {
  const { page, context } = await site.open();
  try {
    for (const [key, name] of [
      ["w", "waiting"],
      ["l", "log"],
      ["i", "session"],
      ["h", "hold"],
      ["c", "checkpoints"],
      ["f", "staging"],
      ["b", "trash"],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => parameter(page, "panel")).toBe(name);
      await panelOf(page);
      expect(await page.locator("aside").count()).toBe(1);
      expect(await page.evaluate(() => document.activeElement?.closest("aside") !== null)).toBe(true);
    }
    await page.keyboard.press("b");
    await expect.poll(() => page.locator("aside").count()).toBe(0);
    await page.goBack();
    await expect.poll(() => parameter(page, "panel")).toBe("trash");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("aside").count()).toBe(0);
  } finally {
    await context.close();
  }
});

test("keys that change something do nothing while a field is typed in, nor without a block", async () => {
  const { page, context } = await site.open();
  try {
    await page.keyboard.press("/");
    await page.keyboard.type("undo xpd-");
    await expect.poll(() => parameter(page, "q")).toBe("undo xpd-");
    expect(parameter(page, "panel")).toBeNull();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    for (const key of ["-", "d", "e", "n", "p", "x"]) await page.keyboard.press(key);
    expect([parameter(page, "panel"), parameter(page, "pick")]).toEqual([null, null]);
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("undo what was done last").waitFor();
    await page.keyboard.press("l");
    expect(parameter(page, "panel")).toBeNull();
  } finally {
    await context.close();
  }
});
