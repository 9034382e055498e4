import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testPublisher } from "../../packages/host/src/install/testing/test-registry.ts";
import { goWithin } from "./support/axe.ts";
import { parameter } from "./support/control-site.ts";
import { openBrowser, type Watched } from "./support/open-browser.ts";
import { addRegistry } from "./support/plugin-registry.ts";
import { type PluginSite, pluginSite } from "./support/plugin-site.ts";
import { soon } from "./support/soon.ts";

let browser: Browser;
let site: PluginSite;
/** One page for all tests: loading and pairing it takes longer than most of them. */
let watched: Watched;
let registry: Awaited<ReturnType<typeof addRegistry>>;
beforeAll(async () => {
  browser = await openBrowser();
  site = await pluginSite(browser);
  registry = await addRegistry(site);
  watched = await site.open("");
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  registry.remove();
});

async function go(query: string): Promise<Watched> {
  watched.complaints.length = 0;
  await goWithin(watched.page, query);
  return watched;
}
const code = { "plugin.js": "export default { stages: { after_parse() {} } };" };
const stages = [{ at: "after_parse" }];
const asks = { stages, permissions: { blocks: { read: "metadata" } } };
const version = async (id: string) => (await site.client.plugins.info(id)).manifest.version;
const hasGranted = async (id: string, capability: string) =>
  (await site.client.plugins.info(id)).capabilities.some((one) => one.capability === capability && one.granted);

test("found by words, looked at with who signed it, installed with what was ticked", async () => {
  registry.publish([
    registry.publisher.plugin("quiet-notes", "1.0.0", code, {
      ...asks,
      title: "<b>Quiet</b> notes",
      description: "<img src=x onerror='window.hit = 1'>",
    }),
  ]);
  const { page, complaints } = await go("?view=plugins");
  await page.getByRole("button", { name: "install by name" }).click();
  await page.getByLabel(/words to search with/).fill("quiet");
  await soon(() => parameter(page, "find")).toBe("quiet");
  await page.keyboard.press("Enter");
  const found = page.getByRole("listitem").filter({ hasText: "quiet-notes" });
  await found.getByText(/asks to see what blocks there are/).waitFor();
  await found.getByRole("button", { name: "look at quiet-notes" }).click();

  await page.getByText("What it asks for").waitFor();
  await page.getByText(/by Team Shop/).waitFor();
  await page.getByText(/registry team/).waitFor();
  expect((await site.client.plugins.list()).plugins).toEqual([]);
  await page.getByRole("checkbox", { name: "all of it" }).check();
  await page.getByRole("button", { name: "install with all of it" }).click();
  await page.getByRole("heading", { name: "<b>Quiet</b> notes", level: 1, exact: true }).waitFor();
  expect(await site.client.plugins.info("quiet-notes")).toMatchObject({
    provenance: { kind: "aperture", publisherName: "Team Shop" },
  });
  expect(await hasGranted("quiet-notes", "blocks.read:metadata")).toBe(true);
  expect(await page.locator("main b, main img, nav b, nav img").count()).toBe(0);
  expect(await page.evaluate(() => "hit" in window)).toBe(false);
  expect(complaints).toEqual([]);
});

test("an update that asks for more waits, and says what for; consented to, it is in place; rolled back, it is not", async () => {
  const { plugin } = registry.publisher;
  registry.publish([
    plugin("quiet-notes", "1.0.0", code, asks),
    plugin("quiet-notes", "1.1.0", code, {
      stages,
      permissions: { blocks: { read: "content" }, net: ["api.example.test"] },
    }),
  ]);
  const { page } = await go("?view=plugins&plugin=quiet-notes&part=update");
  await page.getByText(/registry team/).waitFor();
  await page.getByRole("button", { name: "check now" }).click();
  const update = page.getByRole("region", { name: "Update of quiet-notes" });
  await update.getByText("1.0.0 → 1.1.0").waitFor();
  await update
    .getByText(/api\.example\.test/)
    .first()
    .waitFor();
  // Its mark stands in the list, too, and among all updates.
  await page
    .getByRole("navigation")
    .getByText(/^1\.1\.0/)
    .waitFor();
  expect(await version("quiet-notes")).toBe("1.0.0");

  await update.getByRole("checkbox", { name: /read the text|read what|content/ }).check();
  await update.getByRole("button", { name: /^update to 1\.1\.0 with 1 of 2 granted/ }).click();
  await soon(() => version("quiet-notes")).toBe("1.1.0");
  expect(await hasGranted("quiet-notes", "blocks.read:content")).toBe(true);
  expect(await hasGranted("quiet-notes", "net:api.example.test")).toBe(false);

  await page.getByRole("button", { name: "roll back to 1.0.0" }).click();
  await page.getByRole("button", { name: "roll back", exact: true }).click();
  await soon(() => version("quiet-notes")).toBe("1.0.0");
  await page.getByText("quiet-notes is 1.0.0 again").waitFor();
});

test("pinned it stays, and says so; unpinned it may be updated again", async () => {
  const { page } = await go("?view=plugins&plugin=quiet-notes&part=update");
  const isPinned = async () => (await site.client.plugins.info("quiet-notes")).pinned;
  await page.getByRole("button", { name: "pin to 1.0.0" }).click();
  await soon(isPinned).toBe(true);
  await page.getByRole("navigation").getByText("pinned").first().waitFor();
  await page.getByRole("button", { name: "unpin 1.0.0" }).click();
  await soon(isPinned).toBe(false);
});

test("somebody else who publishes it has to be accepted", async () => {
  const other = testPublisher("Somebody else");
  registry.publish([
    registry.publisher.plugin("quiet-notes", "1.0.0", code, asks),
    other.plugin("quiet-notes", "1.2.0", code, asks),
  ]);
  const { page } = await go("?view=plugins&part=updates");
  await page.getByRole("button", { name: "check now" }).click();
  const update = page.getByRole("region", { name: "Update of quiet-notes" });
  await update.getByText(/→ 1\.2\.0/).waitFor();
  await update.getByText(/published by ed25519:/).waitFor();
  const start = update.getByRole("button", { name: /^update to 1\.2\.0/ });
  expect(await start.isDisabled()).toBe(true);
  await update.getByRole("checkbox", { name: /somebody else publishes it/ }).check();
  expect(await start.isDisabled()).toBe(false);
  await page.getByText("What is known of what is installed").waitFor();
  expect(await version("quiet-notes")).toBe("1.0.0");
});

test("a name that nobody has, and a registry that does not answer, are told", async () => {
  const { page } = await go("?view=plugins&part=install&find=no-such-plugin%40%5E1");
  // A link fills the field; nobody is asked before somebody presses.
  expect(await page.getByText("no-such-plugin").count()).toBe(0);
  await page.getByRole("button", { name: "look at it" }).first().click();
  await page.getByRole("alert").filter({ hasText: "no-such-plugin" }).waitFor();
});
