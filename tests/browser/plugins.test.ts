import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parameter } from "./support/control-site.ts";
import { openBrowser, watchedPage } from "./support/open-browser.ts";
import { packArchive } from "./support/pack-archive.ts";
import { type PluginSite, pluginSite, tally, tallyCode } from "./support/plugin-site.ts";
import { soon } from "./support/soon.ts";

let browser: Browser;
let site: PluginSite;
beforeAll(async () => {
  browser = await openBrowser();
  site = await pluginSite(browser);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

const granted = async (id: string): Promise<string[]> =>
  (await site.client.plugins.info(id)).capabilities.filter((one) => one.granted).map((one) => one.capability);
const installed = async (): Promise<string[]> => (await site.client.plugins.list()).plugins.map(({ id }) => id);

test("an empty page says how to install or write one; from a folder by consent, with nothing granted but what was ticked", async () => {
  const { page, context, complaints } = await site.open("?view=plugins");
  try {
    await page.getByText("No plugin is installed.").waitFor();
    await page.getByText("aperture plugin new my-plugin").waitFor();
    await page.getByRole("button", { name: "install by name, from a folder or a file" }).click();
    await soon(() => parameter(page, "part")).toBe("install");
    await page.getByLabel(/folder or .tgz on this machine/).fill(site.write(tally, tallyCode));
    await page.keyboard.press("Enter");

    await page.getByText("What it asks for").waitFor();
    await page.getByText("see what blocks there are").waitFor();
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(0);
    expect(await installed()).toEqual([]);
    await page.getByRole("checkbox", { name: /see what blocks there are/ }).check();
    await page.getByRole("checkbox", { name: /show a panel/ }).check();
    await page.getByRole("button", { name: "install with 2 of 5" }).click();

    await page.getByRole("heading", { name: "Tally", level: 1, exact: true }).waitFor();
    expect(await granted("tally")).toEqual(["blocks.read:metadata", "panel"]);
    expect([parameter(page, "view"), parameter(page, "plugin"), parameter(page, "part")]).toEqual([
      "plugins",
      "tally",
      null,
    ]);
    await page.reload();
    await page.getByRole("heading", { name: "Tally", level: 1, exact: true }).waitFor();
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
});

test("a capability is given and taken, everywhere and in this project alone", async () => {
  const { page, context } = await site.open("?view=plugins&plugin=tally");
  try {
    const row = (means: string) => page.getByRole("listitem").filter({ hasText: means });
    await row("shorten blocks").getByRole("button", { name: "not granted" }).click();
    await soon(() => granted("tally")).toContain("blocks.write:level");
    await row("show a panel").getByRole("button", { name: "granted" }).click();
    await soon(() => granted("tally")).not.toContain("panel");
    await row("show a panel").getByRole("button", { name: "not granted" }).click();
    await soon(() => granted("tally")).toContain("panel");

    // A panel belongs to no project: there is nothing to take away in one.
    expect(await row("show a panel").getByRole("button", { name: /^in / }).count()).toBe(0);
    const narrowedIn = async () =>
      (await site.client.plugins.info("tally")).capabilities.find((one) => one.capability === "blocks.write:level")
        ?.narrowedIn;
    await row("shorten blocks").getByRole("button", { name: /^in / }).click();
    await soon(narrowedIn).toEqual([site.folder]);
    await row("shorten blocks")
      .getByRole("button", { name: /^not in / })
      .click();
    await soon(narrowedIn).toEqual([]);
  } finally {
    await context.close();
  }
});

test("settings: what is wrong is told at its field, here or by the API; what is right is saved", async () => {
  const { page, context } = await site.open("?view=plugins&plugin=tally&part=settings");
  const config = async () => (await site.client.plugins.info("tally")).config;
  try {
    const limit = page.getByLabel("Limit");
    await limit.fill("many");
    await page.getByText("not a number").waitFor();
    expect(await page.getByRole("button", { name: "save settings" }).isDisabled()).toBe(true);
    await limit.fill("99");
    await page.getByRole("button", { name: "save settings" }).click();
    await soon(() => limit.getAttribute("aria-invalid")).toBe("true");
    expect(
      await page
        .getByText(/Too big|50/)
        .first()
        .isVisible(),
    ).toBe(true);
    expect(await config()).not.toMatchObject({ limit: 99 });

    await limit.fill("12");
    await page.getByLabel("Word").fill("answers");
    await page.getByLabel("folders").fill("src\ndocs");
    await page.getByRole("button", { name: "save settings" }).click();
    await page.getByText("saved", { exact: true }).waitFor();
    expect(await config()).toMatchObject({ limit: 12, word: "answers", folders: ["src", "docs"] });

    await page.getByRole("button", { name: "as JSON" }).click();
    await page.getByLabel("settings as JSON").fill("{ nothing");
    await page.getByText(/not JSON/).waitFor();
  } finally {
    await context.close();
  }
});

test("a secret goes in and never comes back", async () => {
  const { page, context } = await site.open("?view=plugins&plugin=tally&part=settings");
  try {
    await page.getByLabel(/API_KEY/).fill("sk-planted-secret");
    await page.getByRole("button", { name: "set", exact: true }).click();
    await page.getByText("API_KEY · set").waitFor();
    expect(await site.client.plugins.secrets("tally")).toEqual({ secrets: [{ name: "API_KEY", set: true }] });
    expect(await page.locator("html").innerHTML()).not.toContain("sk-planted-secret");
    expect(await page.getByLabel(/API_KEY/).inputValue()).toBe("");
  } finally {
    await context.close();
  }
});

test("a plugin that fails three times is quarantined before everybody's eyes, and released by one button", async () => {
  const failing = {
    name: "failing",
    stages: [{ at: "after_parse" as const }],
    permissions: { blocks: { read: "metadata" as const } },
  };
  await site.install(
    failing,
    `export default { stages: { after_parse() { throw new Error("broken <b>inside</b>"); } } };`,
  );
  const { page, context } = await site.open("?view=plugins&plugin=failing");
  try {
    await page.getByRole("heading", { name: "failing", level: 1 }).waitFor();
    await site.play({ sessionId: "what-it-fails-in" });
    await page.getByText("Quarantined.").waitFor();
    expect(await page.locator("main b").count()).toBe(0);
    await page.getByRole("button", { name: "log" }).click();
    await soon(() => parameter(page, "part")).toBe("log");
    await page.getByRole("button", { name: "release it" }).click();
    await soon(async () => (await site.client.plugins.info("failing")).state).toBe("running");
    await page.getByText("Quarantined.").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "turn off" }).click();
    await soon(async () => (await site.client.plugins.info("failing")).state).toBe("disabled");
    await page.getByRole("button", { name: "turn on" }).waitFor();
  } finally {
    await context.close();
  }
});

test("from a chosen archive; removed after a question, with what it stored", async () => {
  const archive = await packArchive(site.write({ ...tally, name: "packed", title: "Packed" }, tallyCode));
  const { page, context } = await site.open("?view=plugins&part=install");
  try {
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "packed.tgz", mimeType: "application/gzip", buffer: archive });
    await page.getByRole("checkbox", { name: "all of it" }).check();
    await page.getByRole("button", { name: "install with all of it" }).click();
    await page.getByRole("heading", { name: "Packed", level: 1, exact: true }).waitFor();
    expect((await granted("packed")).length).toBe(5);

    await page.getByRole("button", { name: "remove" }).click();
    await page.getByRole("checkbox", { name: /what it stored/ }).check();
    await page.getByRole("button", { name: "remove" }).click();
    await page.getByText(/packed is removed, with what it stored/).waitFor();
    expect(await installed()).not.toContain("packed");
    await soon(() => parameter(page, "plugin")).toBeNull();
  } finally {
    await context.close();
  }
});

test("what is no plugin is refused in words, and nothing of it is kept", async () => {
  const before = await installed();
  const { page, context } = await site.open("?view=plugins&part=install");
  try {
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "x.tgz", mimeType: "application/gzip", buffer: Buffer.from("not an archive") });
    await page
      .getByRole("alert")
      .filter({ hasText: /refused/ })
      .waitFor();
    await page.getByLabel(/folder or .tgz on this machine/).fill("/nowhere/at/all");
    await page.getByRole("button", { name: "look at it" }).click();
    await page.getByRole("alert").filter({ hasText: "nowhere" }).waitFor();
    expect(await installed()).toEqual(before);
  } finally {
    await context.close();
  }
});

test("without the token one may look, and is told how to get it", async () => {
  const { page, context } = await watchedPage(browser);
  try {
    await page.goto(`${site.page}?view=plugins&plugin=tally`);
    await page.getByText("Looking is free").waitFor();
    const before = await granted("tally");
    await page.getByRole("button", { name: "granted", exact: true }).first().click();
    await page.getByRole("alert").filter({ hasText: "aperture open" }).waitFor();
    expect(await granted("tally")).toEqual(before);
  } finally {
    await context.close();
  }
});

test("by keys there and back; what belongs to blocks does nothing here; Back goes back", async () => {
  const { page, context } = await site.open("");
  try {
    await page.locator(".card:visible").first().waitFor();
    await page.keyboard.press("g");
    await page.getByRole("button", { name: /Tally/ }).click();
    await soon(() => parameter(page, "plugin")).toBe("tally");
    await page.locator("body").click({ position: { x: 5, y: 400 } });
    for (const key of ["d", "h", "w", "x", "/"]) await page.keyboard.press(key);
    expect([parameter(page, "panel"), parameter(page, "pick")]).toEqual([null, null]);
    await page.goBack();
    await soon(() => parameter(page, "plugin")).toBeNull();
    await page.keyboard.press("Escape");
    await page.locator(".card:visible").first().waitFor();
    expect(parameter(page, "view")).toBeNull();
  } finally {
    await context.close();
  }
});

test("the palette finds a plugin's parts, commands and sessions by their words, from anywhere", async () => {
  const { page, context, complaints } = await site.open("");
  const ask = async (words: string): Promise<void> => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /A command/ }).fill(words);
  };
  try {
    await page.locator(".card:visible").first().waitFor();
    await ask("tally log");
    await page.getByRole("option", { name: "plugin Tally: log" }).waitFor();
    await page.keyboard.press("Enter");
    await soon(() => [parameter(page, "plugin"), parameter(page, "part")]).toEqual(["tally", "log"]);
    await ask("tally turn off");
    await page.getByRole("option").first().click();
    await soon(async () => (await site.client.plugins.info("tally")).state).toBe("disabled");
    await ask("tally turn on");
    await page.getByRole("option", { name: "plugin Tally: turn on" }).click();
    await soon(async () => (await site.client.plugins.info("tally")).state).toBe("running");

    await ask("no such thing at all");
    await page.getByText("Nothing is called that.").waitFor();
    // As fast as keys can come: what was closed is closed before the next key is read.
    for (let round = 0; round < 5; round++) {
      await page.keyboard.press("Escape");
      await ask("no such thing either");
    }
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: /A command/ }).waitFor({ state: "detached" });
    expect([parameter(page, "plugin"), parameter(page, "part")]).toEqual(["tally", null]);
    await ask("what was done, by whom");
    await page.keyboard.press("Enter");
    await soon(() => [parameter(page, "view"), parameter(page, "panel")]).toEqual([null, "log"]);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
});
