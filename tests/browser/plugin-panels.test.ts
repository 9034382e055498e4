import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAxe, expectNoViolation, goWithin, smallTargets } from "./support/axe.ts";
import { parameter } from "./support/control-site.ts";
import { openBrowser, type Watched } from "./support/open-browser.ts";
import { type PluginSite, pluginSite, tally, tallyCode } from "./support/plugin-site.ts";
import { soon } from "./support/soon.ts";

/** Markup, an address, a text that turns around, bells, and 20,000 letters without a break. */
const nasty = `<img src=x onerror="document.title='owned'"> javascript:alert(1) https://evil.test/ \u202Edlrow\u202C \u0007 ${"Z".repeat(19_000)}`;
/** As a manifest may have it: one with characters that nobody sees is not installed at all. */
const told = nasty.replace(/[\u202A-\u202E]/g, "").replaceAll("\u0007", "");
const hostile = {
  name: "hostile",
  title: told.slice(0, 80),
  description: told.slice(0, 300),
  permissions: { panel: true },
  config: {
    type: "object",
    properties: {
      [told.slice(0, 60)]: { type: "string", title: told.slice(0, 150), description: told, default: "" },
    },
  },
};
const hostileCode = `
const nasty = ${JSON.stringify(nasty).replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16)}`)};
const label = nasty.slice(0, 200);
const column = { label };
export default {
  actions: { echo: () => nasty },
  uiPanel: (ctx) => {
    ctx.log.error(nasty);
    return {
      title: label,
      nodes: [
        { kind: "text", text: nasty },
        { kind: "text", text: nasty, mono: true, tone: "bad" },
        { kind: "heading", text: label },
        { kind: "row", children: [{ kind: "stat", label, value: nasty.slice(0, 100), hint: label }] },
        { kind: "fields", fields: [{ label, value: nasty }] },
        { kind: "table", columns: Array.from({ length: 12 }, () => column), rows: [Array.from({ length: 12 }, () => nasty.slice(0, 2000))] },
        { kind: "chart", unit: label.slice(0, 20), series: [{ label, points: [[label, 1e308], [label, -1e308], [label, 3]] }] },
        { kind: "button", label, action: "echo", confirm: label },
        { kind: "form", action: "echo", submit: label, fields: [
          { name: "a", label, type: "text", placeholder: label },
          { name: "a", label, type: "select", options: [label, label] },
        ] },
        { kind: "section", title: label, children: [{ kind: "text", text: nasty }] },
      ],
    };
  },
};
`;

let browser: Browser;
let site: PluginSite;
beforeAll(async () => {
  browser = await openBrowser();
  site = await pluginSite(browser);
  await site.install(tally, tallyCode);
  await site.install(hostile, hostileCode);
  // It counts what it is shown.
  await site.play({ sessionId: "counted" });
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

test("a panel is drawn from data: figures, a chart, a table whose blocks can be gone to", async () => {
  const { page, context, complaints } = await site.open("?view=plugins&plugin=tally&part=panel");
  try {
    await page.getByRole("heading", { name: "Counts" }).waitFor();
    await soon(() => page.locator(".stat .figure").textContent()).toMatch(/^\d+$/);
    expect(await page.locator("main svg rect").count()).toBe(2);
    expect(await page.getByRole("img", { name: "saved: last 9" }).count()).toBe(1);
    await page.getByRole("button", { name: "block-20" }).click();
    await page.locator("aside dl").waitFor();
    expect([parameter(page, "view"), parameter(page, "block")]).toEqual([null, "block-20"]);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
});

test("actions: asked before, done after, the panel drawn anew; a form hands over what was filled in", async () => {
  const { page, context } = await site.open("?view=plugins&plugin=tally&part=panel");
  try {
    await page.getByRole("button", { name: "forget" }).click();
    await page.getByText("Forget what was counted?").waitFor();
    await page.getByRole("button", { name: "no", exact: true }).click();
    expect(await page.locator(".stat .figure").textContent()).not.toBe("0");
    await page.getByRole("button", { name: "forget" }).click();
    await page.getByRole("button", { name: "yes" }).click();
    await page.getByText("forgotten").waitFor();
    await soon(() => page.locator(".stat .figure").textContent()).toBe("0");

    await page.getByLabel("A note").fill("mind the gap");
    // Whatever happens meanwhile, what somebody writes stays.
    await site.client.plugins.disable("hostile");
    await page.getByRole("button", { name: /off/ }).first().waitFor();
    await site.client.plugins.enable("hostile");
    await page.getByLabel("For").selectOption("all");
    await page.getByLabel("Loud").uncheck();
    await page.getByRole("button", { name: "Keep" }).click();
    await page.getByText("noted").waitFor();
    await page.getByText(/^note: \{/).waitFor();
    const kept = (await page.getByText(/^note: \{/).textContent())!.replace(/^note: /, "");
    expect(JSON.parse(kept)).toEqual({ text: "mind the gap", loud: false, count: 3, who: "all" });
  } finally {
    await context.close();
  }
});

test("the microphone is asked for by a press, and a refusal is told", async () => {
  const { page, context } = await site.open("?view=plugins&plugin=tally&part=panel");
  try {
    await page.getByRole("button", { name: /Say it/ }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: /microphone/ })
      .waitFor();
  } finally {
    await context.close();
  }
});

test("what a stranger's plugin writes is text inside its box, everywhere it is shown", async () => {
  const { page, context, complaints, requests } = await site.open("?view=plugins&plugin=hostile");
  try {
    for (const part of ["", "&part=settings", "&part=panel", "&part=log", "&part=figures"]) {
      await goWithin(page, `?view=plugins&plugin=hostile${part}`);
      await page.locator("main h2").first().waitFor();
      if (part === "&part=panel") await page.locator("main table").waitFor();
      expect(await page.locator("main img, main a, main iframe, main script, main [href], main [src]").count()).toBe(0);
      const spill = await page.evaluate(() => [
        document.documentElement.scrollWidth - innerWidth,
        ...[...document.querySelectorAll("main, nav")].map((box) => box.scrollWidth - box.clientWidth),
      ]);
      expect([part, Math.max(...spill)]).toEqual([part, 0]);
      expect(await page.locator("main").textContent()).not.toMatch(/[\u202A-\u202E]/);
    }
    await goWithin(page, "?view=plugins&plugin=hostile&part=panel");
    await page
      .getByRole("button", { name: /all 19,\d+ characters/ })
      .first()
      .click();
    expect(await page.title()).not.toBe("owned");
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => new URL(url).hostname !== "127.0.0.1")).toEqual([]);
  } finally {
    await context.close();
  }
});

const parts = ["", "&part=settings", "&part=panel", "&part=figures", "&part=log"];
const states = [
  ["all", "?view=plugins"],
  ["install", "?view=plugins&part=install"],
  ["no such one", "?view=plugins&plugin=nobody"],
  ...parts.map((part) => [`tally${part}`, `?view=plugins&plugin=tally${part}`] as const),
  ["hostile panel", "?view=plugins&plugin=hostile&part=panel"],
] as const;

for (const [theme, width] of [
  ["dark", 1_440],
  ["dark", 390],
  ["newspaper", 1_440],
  ["contrast", 1_440],
] as const) {
  describe(`axe finds nothing, nothing is too small to hit: ${theme}, ${width} px`, () => {
    let watched: Watched;
    beforeAll(async () => {
      watched = await site.open("?view=plugins", { theme, width });
      await watched.page.locator("main h1").waitFor();
      await addAxe(watched.page);
    });
    afterAll(() => watched.context.close());

    for (const [name, query] of states) {
      test(name, async () => {
        const { page } = watched;
        await goWithin(page, query);
        await page.locator("main :is(h1, h2)").first().waitFor();
        if (query.endsWith("panel")) await page.locator("main table").waitFor();
        await expectNoViolation(page);
        expect(await page.evaluate(smallTargets)).toEqual([]);
      });
    }
    test("palette", async () => {
      const { page } = watched;
      await page.keyboard.press("Control+k");
      await page.getByRole("listbox", { name: "Commands" }).waitFor();
      await expectNoViolation(page);
      expect(await page.evaluate(smallTargets)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("combobox", { name: "A command" }).waitFor({ state: "detached" });
    });
    test("consent", async () => {
      const { page } = watched;
      await goWithin(page, "?view=plugins&part=install");
      await page.getByLabel(/folder or .tgz on this machine/).fill(`${site.folder}/tally`);
      await page.keyboard.press("Enter");
      await page.getByText("What it asks for").waitFor();
      await expectNoViolation(page);
      expect(await page.evaluate(smallTargets)).toEqual([]);
    });
  });
}
