import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parameter } from "./support/control-site.ts";
import { openBrowser } from "./support/open-browser.ts";
import { type PluginSite, pluginSite } from "./support/plugin-site.ts";
import { soon } from "./support/soon.ts";

let browser: Browser;
let site: PluginSite;
/** Somebody else's Aperture. */
let theirs: PluginSite;
beforeAll(async () => {
  browser = await openBrowser();
  [site, theirs] = await Promise.all([pluginSite(browser), pluginSite(browser)]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site.stop(), theirs.stop()]);
});

const rule = (name: string, more = ""): string =>
  `kind: rule\nname: ${name}\n${more}when:\n  select: tool:Bash\n  olderThan: 3\naction:\n  do: compress\n  level: trimmed\n`;

/** A pack that they made of a rule of theirs. */
async function packOf(name: string, text = rule(name)): Promise<Buffer> {
  await theirs.client.library.write("rule", name, { text });
  const made = await theirs.client.library.export({ items: [{ kind: "rule", name }], publisher: "The others" });
  return Buffer.from(made.pack, "base64");
}
const choose = (page: Page, buffer: Buffer): Promise<void> =>
  page
    .locator("input[type=file]")
    .setInputFiles({ name: "others.aperture-pack", mimeType: "application/octet-stream", buffer });

test("exported here, it is a file; chosen there, it is shown with who signed it, and taken", async () => {
  await site.client.library.write("rule", "fold-logs", { text: rule("fold-logs") });
  const here = await site.open("?view=library&kind=rule&item=fold-logs&part=share");
  let bytes: Buffer;
  try {
    await here.page.getByLabel(/what you call yourself/).fill("Shop team");
    const [download] = await Promise.all([
      here.page.waitForEvent("download"),
      here.page.getByRole("button", { name: "make the pack" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.aperture-pack$/);
    bytes = readFileSync(await download.path());
    await here.page.getByText(/was saved: rule fold-logs/).waitFor();
    expect(here.complaints).toEqual([]);
  } finally {
    await here.context.close();
  }
  const there = await theirs.open("?view=library&part=import");
  try {
    await choose(there.page, bytes);
    await there.page.getByText("Shop team").waitFor();
    await there.page.getByText(/never seen here/).waitFor();
    const has = async () => (await theirs.client.library.list()).items.some(({ name }) => name === "fold-logs");
    expect(await has()).toBe(false);
    await there.page.getByRole("button", { name: "import it" }).click();
    await soon(() => [parameter(there.page, "kind"), parameter(there.page, "item")]).toEqual(["rule", "fold-logs"]);
    await there.page.getByText("signed with").first().waitFor();
    expect((await theirs.client.library.get("rule", "fold-logs")).text).toBe(rule("fold-logs"));
    expect(there.complaints).toEqual([]);
  } finally {
    await there.context.close();
  }
});

test("dropped, it shows how it differs; what is there under the same name goes only when that is said", async () => {
  await site.client.library.write("rule", "shared", { text: rule("shared") });
  const pack = await packOf("shared", rule("shared", "description: theirs\n"));
  const { page, context } = await site.open("?view=library&kind=rule&part=import");
  try {
    const data = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], "others.aperture-pack"));
      return transfer;
    }, pack.toString("base64"));
    await page.getByRole("group", { name: "Drop a pack" }).dispatchEvent("drop", { dataTransfer: data });
    await page.getByText("takes the place of yours").waitFor();
    await page.getByText("+ description: theirs").waitFor();
    const take = page.getByRole("button", { name: "import it" });
    expect(await take.isDisabled()).toBe(true);
    await page.getByLabel(/under the same names may go/).check();
    await take.click();
    await soon(() => parameter(page, "item")).toBe("shared");
    expect((await site.client.library.get("rule", "shared")).text).toContain("theirs");
  } finally {
    await context.close();
  }
});

test("one changed byte, and what is no pack at all, are refused in words; nothing of it is kept", async () => {
  const pack = await packOf("harmless");
  const before = (await site.client.library.list()).items.length;
  const { page, context } = await site.open("?view=library&part=import");
  try {
    const broken = Buffer.from(pack);
    broken[Math.floor(broken.length / 2)]! ^= 1;
    for (const bytes of [broken, Buffer.from("<b>no pack</b>")]) {
      await choose(page, bytes);
      await page.getByRole("alert").filter({ hasText: "refused" }).waitFor();
      expect(await page.getByRole("button", { name: /^import (it|all)/ }).count()).toBe(0);
    }
    expect((await site.client.library.list()).items.length).toBe(before);
  } finally {
    await context.close();
  }
});

test("a secret never leaves: no file is made, and its place is told", async () => {
  const key = `sk-ant-api03-${"Ab3dEf9h".repeat(12)}`;
  await site.client.library.write("rule", "leaky", { text: rule("leaky", `# ${key}\n`) });
  const { page, context } = await site.open("?view=library&kind=rule&item=leaky&part=share");
  try {
    await page.getByRole("button", { name: "make the pack" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "line 3" });
    await alert.waitFor();
    expect(await alert.textContent()).not.toContain(key);
    expect(await page.getByText("was saved").count()).toBe(0);
  } finally {
    await context.close();
  }
});

test("a project counts when it is trusted, as it was shown; changed, it is asked about again", async () => {
  const file = join(site.folder, ".aperture.yml");
  mkdirSync(site.folder, { recursive: true });
  writeFileSync(file, "preset: frugal\n");
  const { page, context } = await site.open("?view=library&part=projects");
  const state = async () => (await site.client.library.lookAtProject(site.folder)).state;
  try {
    await page.getByText("What trusting it would let count").waitFor();
    await page
      .getByText(/frugal/)
      .first()
      .waitFor();
    writeFileSync(file, "preset: calm\n");
    await page.getByRole("button", { name: "trust what is shown" }).click();
    await page.getByRole("alert").filter({ hasText: "not what was shown" }).waitFor();
    expect(await state()).toBe("untrusted");
    await page.getByText(/calm/).first().waitFor();
    await page.getByRole("button", { name: "trust what is shown" }).click();
    await page.getByText("trusted", { exact: true }).waitFor();
    expect(await state()).toBe("trusted");

    writeFileSync(file, "preset: research\n");
    await page.getByText("changed since it was trusted").waitFor();
    await page.getByRole("button", { name: "trust it no longer" }).click();
    await page.getByRole("button", { name: "no longer", exact: true }).click();
    await soon(state).toBe("untrusted");
  } finally {
    await context.close();
  }
});

const hostile = [
  "<script>window.hit = 1</script>",
  '<img src=x onerror="window.hit = 1">',
  "[click](javascript:window.hit=1) {@html '<b>bold</b>'}",
];

test("what somebody calls their preset is text and nothing else, and is read as it is written", async () => {
  const text = `kind: preset\nname: hostile\ntitle: ${JSON.stringify(hostile[0])}\ndescription: ${JSON.stringify(hostile.join(" "))}\nkeywords: [${JSON.stringify("<b>bold</b>")}]\nauthor: ${JSON.stringify(hostile[1])}\n`;
  await site.client.library.write("preset", "hostile", { text });
  const { page, context, complaints } = await site.open("?view=library&kind=preset&item=hostile");
  try {
    await page.getByRole("heading", { name: hostile[0]! }).waitFor();
    for (const part of ["text", "effect", "compare", "share"]) {
      await page.getByRole("button", { name: part, exact: true }).click();
      await soon(() => parameter(page, "part")).toBe(part);
    }
    expect(await page.getByText(hostile[2]!).count()).toBeGreaterThan(0);
    expect(await page.locator("main b, main img, main script, nav img, nav b").count()).toBe(0);
    expect(await page.evaluate(() => "hit" in window)).toBe(false);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
});
