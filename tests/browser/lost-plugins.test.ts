import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writePlugin } from "../support/plugins/write-plugin.ts";
import { parameter } from "./support/control-site.ts";
import { openBrowser, watchedPage } from "./support/open-browser.ts";
import { startSite } from "./support/start-site.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Aperture on a home that something happened to, with nothing sent through it, and its page of plugins. */
async function opened(query: string, prepare: (home: string) => void = () => undefined) {
  const site = await startSite({ prepare });
  const { page, context, complaints } = await watchedPage(browser);
  const { code } = await site.client.createPairing();
  await page.goto(`${site.page}?view=plugins${query}#code=${code}`);
  const close = async (): Promise<void> => {
    await context.close();
    await site.stop();
  };
  return { site, page, complaints, close };
}
const noted = (home: string): void =>
  writeFileSync(join(home, "protecting-plugins.json"), JSON.stringify({ version: 1, plugins: ["keep-back"] }));

test("a plugin that protected and is lost: what it is, only what works, and its way out after a question", async () => {
  const { site, page, complaints, close } = await opened("&plugin=keep-back", noted);
  try {
    await page.getByText("It protects requests and is lost, so they are refused.").waitFor();
    await page.getByRole("button", { name: /keep-back.*lost.*requests are refused/ }).waitFor();
    const acts = page.getByRole("main").getByRole("button");
    expect(await acts.allTextContents()).toEqual(["install from a folder or a file", "turn off", "remove"]);

    await page.getByRole("button", { name: "turn off" }).click();
    expect((await site.client.plugins.list()).plugins).toHaveLength(1);
    await page.getByRole("button", { name: "let them pass" }).click();
    await page.getByText("requests pass without keep-back").waitFor();
    expect([parameter(page, "plugin"), (await site.client.plugins.list()).plugins]).toEqual([null, []]);
    expect(complaints).toEqual([]);
  } finally {
    await close();
  }
});

test("one that protects and was not granted what it asks for is marked, and says what that means", async () => {
  const { site, page, close } = await opened("&plugin=blind");
  const folder = mkdtempSync(join(tmpdir(), "aperture-blind-"));
  try {
    const path = writePlugin(
      folder,
      {
        name: "blind",
        stages: [{ at: "before_emit", onError: "block" }],
        permissions: { blocks: { read: "content", write: [] } },
      },
      "export default { stages: { before_emit() {} } };",
    );
    await site.client.plugins.install({ path, grant: [] });
    await page.getByRole("button", { name: /blind.*1 warning/ }).waitFor();
    const warnings = page.getByRole("region", { name: "Warnings" });
    await warnings.getByText("was not granted blocks.read:content").waitFor();
    await site.client.plugins.update("blind", { grant: "all" });
    await warnings.waitFor({ state: "detached" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await close();
  }
});

test("a database that cannot be opened is told, and nothing says that no plugin is installed", async () => {
  const { page, close } = await opened("", (home) => mkdirSync(join(home, "aperture.db")));
  try {
    await page.getByRole("alert").filter({ hasText: "It is not known what is installed" }).waitFor();
    await page.getByRole("heading", { name: "No plugin runs." }).waitFor();
    expect(await page.getByText("No plugin is installed.").count()).toBe(0);
  } finally {
    await close();
  }
});
