import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testPublisher } from "../../packages/host/src/install/testing/test-registry.ts";
import { addAxe, expectNoViolation, goWithin, smallTargets } from "./support/axe.ts";
import { openBrowser, type Watched } from "./support/open-browser.ts";
import { addRegistry } from "./support/plugin-registry.ts";
import { type PluginSite, pluginSite } from "./support/plugin-site.ts";

let browser: Browser;
let site: PluginSite;
let registry: Awaited<ReturnType<typeof addRegistry>>;
beforeAll(async () => {
  browser = await openBrowser();
  site = await pluginSite(browser);
  registry = await addRegistry(site);
  await decide(site);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  registry.remove();
});

/** Something of everything that the library and the updates can show: what counts, is broken, lacks something, waits for consent. */
async function decide({ client, folder }: PluginSite): Promise<void> {
  const { library, plugins } = client;
  const { sessions } = await client.sessions();
  await library.apply("preset", "frugal", { session: sessions[0]!.id });
  await library.write("preset", "lacking", {
    text: "kind: preset\nname: lacking\ncolour: red\nextends: nobody\nplugins:\n  notes: { required: true }\n",
  });
  writeFileSync(join(folder, ".aperture.yml"), "preset: calm\nbudget:\n  limit: 90000\n");
  await plugins.install({ spec: "quiet-notes", registry: "team", grant: "all" });
  const more = { permissions: { blocks: { read: "content" }, net: ["api.example.test"] } };
  registry.publish([
    registry.publisher.plugin("quiet-notes", "1.0.0"),
    testPublisher("Somebody else").plugin("quiet-notes", "1.1.0", {}, more),
  ]);
  await plugins.checkUpdates();
}

const item = "?view=library&kind=preset&item=frugal";
const states: readonly (readonly [name: string, query: string, shows: string])[] = [
  ["library", "?view=library", "main .empty"],
  ["values", item, ".apply table"],
  ["what is missing", "?view=library&kind=preset&item=lacking", "main .notice"],
  ["text", `${item}&part=text`, "main aside h2"],
  ["effect", `${item}&part=effect`, "main form select"],
  ["compare", `${item}&part=compare&beside=calm`, "main tr.differs"],
  ["share", `${item}&part=share`, "main details"],
  ["a rule", "?view=library&kind=rule&item=drop-stale-reads", "main caption"],
  ["a template", "?view=library&kind=template&item=big-refactor", "main caption"],
  ["new", "?view=library&kind=rule&part=new", "main select"],
  ["import", "?view=library&part=import", "main .drop"],
  ["project", "?view=library&part=projects", "main .says"],
  ["find a plugin", "?view=plugins&part=install&find=quiet", "main input[type=search]"],
  ["updates", "?view=plugins&part=updates", "main .update form"],
  ["versions", "?view=plugins&plugin=quiet-notes&part=update", "main .update form"],
];

for (const theme of ["dark", "newspaper", "contrast"]) {
  const widths = theme === "dark" || process.env.APERTURE_DEEP === "1" ? [1_440, 390] : [1_440];
  for (const width of widths) {
    describe(`axe finds nothing, and nothing is too small or too wide: ${theme}, ${width} px`, () => {
      let watched: Watched;
      beforeAll(async () => {
        watched = await site.open("?view=library", { theme, width });
        await addAxe(watched.page);
      });
      afterAll(() => watched.context.close());

      for (const [name, query, shows] of states) {
        test(name, async () => {
          const { page } = watched;
          await goWithin(page, query);
          await page.locator(shows).first().waitFor();
          await expectNoViolation(page, theme);
          expect(await page.evaluate(smallTargets)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        });
      }
    });
  }
}

test("what a replay found, and a problem at its line", async () => {
  const { page, context } = await site.open(`${item}&part=effect`);
  try {
    await addAxe(page);
    await page.getByRole("button", { name: "replay", exact: true }).click();
    await page.getByText("with it", { exact: true }).waitFor();
    await expectNoViolation(page);
    await page.getByRole("button", { name: "text", exact: true }).click();
    await page.getByLabel("YAML").fill("kind: preset\nname: frugal\nmode: atuo\n");
    await page.getByRole("button", { name: "save", exact: true }).click();
    await page.getByRole("button", { name: /^3:/ }).waitFor();
    await expectNoViolation(page);
  } finally {
    await context.close();
  }
});
