import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { goWithin } from "./support/axe.ts";
import { parameter } from "./support/control-site.ts";
import { openBrowser, type Watched, watchedPage } from "./support/open-browser.ts";
import { type PluginSite, pluginSite } from "./support/plugin-site.ts";
import { soon } from "./support/soon.ts";

let browser: Browser;
let site: PluginSite;
/** One page for all tests: loading and pairing it takes longer than most of them. */
let watched: Watched;
beforeAll(async () => {
  browser = await openBrowser();
  site = await pluginSite(browser);
  watched = await site.open("");
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

async function go(query: string): Promise<Watched> {
  watched.complaints.length = 0;
  await goWithin(watched.page, query);
  return watched;
}
const inForce = async () => {
  const { sessions } = await site.client.sessions();
  return site.client.library.inSession(sessions[0]!.id);
};

test("a preset says its values and who says each; what it would change stands there before it is applied, and is undone", async () => {
  const { page, complaints } = await go("");
  await page.locator(".card:visible").first().waitFor();
  await page.keyboard.press("L");
  await soon(() => parameter(page, "view")).toBe("library");
  await page.getByRole("button", { name: /^Frugal/ }).click();
  await soon(() => parameter(page, "item")).toBe("frugal");
  await page
    .getByRole("row", { name: /strip-terminal-noise/ })
    .first()
    .waitFor();

  const plan = page.getByRole("region", { name: /would change in this session/ });
  await plan.getByRole("row", { name: /^mode .*auto/ }).waitFor();
  expect((await inForce()).preset).toBeNull();
  await plan.getByRole("button", { name: "apply to this session" }).click();
  await page.getByText("counts in this session").waitFor();
  expect(await inForce()).toMatchObject({ preset: "frugal", values: { mode: "auto" } });

  await page.reload();
  await page.getByRole("button", { name: "take it away from this session" }).click();
  await page.getByText("counts in this session").waitFor({ state: "detached" });
  expect((await inForce()).preset).toBeNull();
  // What taking it away would change may be asked once more while it goes: then there is nothing to take away.
  expect(complaints.filter((complaint) => !complaint.includes("404"))).toEqual([]);
});

test("for every new session it takes the token, and says so; with it, it is the default", async () => {
  const bare = await watchedPage(browser);
  try {
    await bare.page.goto(`${site.page}?view=library&kind=preset&item=calm`);
    await bare.page.getByText("Looking and applying to a session is free").waitFor();
    await bare.page.getByRole("button", { name: "every new session" }).click();
    await bare.page.getByRole("alert").filter({ hasText: "aperture open" }).waitFor();
  } finally {
    await bare.context.close();
  }
  const { page } = await go("?view=library&kind=preset&item=calm");
  const isDefault = async () => (await site.client.library.get("preset", "calm")).isDefault;
  await page.getByRole("button", { name: "every new session" }).click();
  await page.getByRole("button", { name: "apply to every new session" }).click();
  await soon(isDefault).toBe(true);
  await page.getByRole("button", { name: "take it away from every new session" }).click();
  await soon(isDefault).toBe(false);
});

test("what somebody else applies is shown without a reload", async () => {
  const { page } = await go("?view=library&kind=rule&item=drop-stale-reads");
  await page.getByRole("button", { name: "apply to this session" }).waitFor();
  const { sessions } = await site.client.sessions();
  const session = sessions[0]!.id;
  await site.client.library.apply("rule", "drop-stale-reads", { session });
  await page.getByText("counts in this session").waitFor();
  await site.client.library.apply("rule", "drop-stale-reads", { session, remove: true });
  await page.getByText("counts in this session").waitFor({ state: "detached" });
});

test("a copy, edited: what is wrong stands at its line, with help; saved, it is a file with its comments", async () => {
  const { page } = await go("?view=library&kind=preset&part=new");
  await page.getByLabel(/name: lower-case/).fill("mine");
  await page.getByLabel("begins as").selectOption("frugal");
  await page.getByRole("button", { name: "write it" }).click();
  const text = page.getByLabel("YAML");
  await text.waitFor();
  const begun = await text.inputValue();
  expect(begun).toContain("name: mine");

  await text.fill(begun.replace("mode: auto", "mode: atuo # mine\ncolour: red"));
  // What was typed is checked before anybody saves it: what is wrong, and what nobody knows.
  const problem = page.getByRole("button", { name: /^\d+:\d+ .*atuo/ });
  await problem.waitFor();
  await page.getByRole("button", { name: /colour/ }).waitFor();
  expect(await page.getByText("nothing was written").count()).toBe(0);
  await page.keyboard.press("Control+s");
  await page.getByText("nothing was written").waitFor();
  const line = begun.split("\n").indexOf("mode: auto") + 1;
  expect(await problem.textContent()).toMatch(new RegExp(`^${line}:`));
  // The cursor went there: what may stand there is offered, and a press writes it.
  await page.getByRole("complementary").getByText("How far Aperture goes by itself.").waitFor();
  await page.getByRole("complementary").getByRole("button", { name: "auto", exact: true }).click();
  expect(await text.inputValue()).toContain("mode: auto # mine\n");
  expect((await site.client.library.get("preset", "mine")).text).toBe(begun);

  await page.getByRole("button", { name: "save", exact: true }).click();
  await page.getByText("saved", { exact: true }).waitFor();
  await page.getByRole("button", { name: /colour/ }).waitFor();
  expect(await site.client.library.get("preset", "mine")).toMatchObject({
    source: "user",
    trouble: null,
    text: expect.stringContaining("mode: auto # mine"),
  });

  // Escape leaves the text first, then the part.
  await text.focus();
  await page.keyboard.press("Escape");
  expect(parameter(page, "part")).toBe("text");
  await page.getByRole("button", { name: "remove" }).click();
  await page.getByRole("button", { name: "remove" }).click();
  await soon(() => parameter(page, "item")).toBeNull();
  expect((await site.client.library.list()).items.some(({ name }) => name === "mine")).toBe(false);
});

test("somebody else's writing is told, not written over; what was typed is kept meanwhile", async () => {
  await site.client.library.write("preset", "shared", { text: "kind: preset\nname: shared\nmode: manual\n" });
  const { page } = await go("?view=library&kind=preset&item=shared&part=text");
  const text = page.getByLabel("YAML");
  await text.fill("kind: preset\nname: shared\nmode: auto\n");
  await site.client.library.write("preset", "shared", { text: "kind: preset\nname: shared\nmode: observe\n" });
  await page.getByText("Somebody else wrote this file meanwhile").waitFor();
  await page.getByRole("button", { name: "save", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "was changed meanwhile" }).waitFor();
  expect((await site.client.library.get("preset", "shared")).text).toContain("observe");
  await page.getByRole("button", { name: "values" }).click();
  await page.getByRole("button", { name: /^text/ }).click();
  expect(await text.inputValue()).toContain("auto");
  await page.getByRole("button", { name: "take theirs" }).click();
  await page.getByRole("button", { name: "throw it away" }).first().click();
  await soon(() => text.inputValue()).toContain("observe");
});

test("two presets side by side, by their URL", async () => {
  const { page } = await go("?view=library&kind=preset&item=frugal&part=compare&beside=calm");
  const mode = page.getByRole("row", { name: /^mode/ });
  await mode.waitFor();
  expect(await mode.textContent()).toMatch(/auto.*observe/);
  await page.getByLabel("frugal beside").selectOption("review");
  await soon(() => parameter(page, "beside")).toBe("review");
});

test("a replay says what it would have done, of what is saved and of what is only written; it can be stopped", async () => {
  const { page, complaints } = await go("?view=library&kind=preset&item=frugal&part=effect");
  await page.getByRole("button", { name: "replay", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "bill" }).waitFor();
  await page.getByText("with it", { exact: true }).waitFor();

  await page.getByRole("button", { name: "text", exact: true }).click();
  await page.getByLabel("YAML").fill("kind: preset\nname: frugal\nmode: nothing\n");
  await page.getByRole("button", { name: "effect" }).click();
  await page.getByRole("button", { name: "replay what you wrote" }).click();
  await page.getByRole("alert").filter({ hasText: "nothing" }).waitFor();

  let answer: () => void = () => undefined;
  await page.route("**/library/replay", async (route) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.abort();
  });
  await page.getByRole("button", { name: "replay what you wrote" }).click();
  await page.getByText(/replaying recorded requests/).waitFor();
  await page.getByRole("button", { name: "stop" }).click();
  await page.getByText(/replaying recorded requests/).waitFor({ state: "detached" });
  expect(await page.getByRole("alert").count()).toBe(0);
  answer();
  await page.unrouteAll({ behavior: "wait" });
  expect(complaints.filter((complaint) => !/422|Failed to load|ERR_/.test(complaint))).toEqual([]);
});

test("the palette leads to each of them; Escape goes back a step at a time", async () => {
  const { page } = await go("");
  await page.locator(".card:visible").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /A command/ }).fill("frugal replay");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  await soon(() => [parameter(page, "item"), parameter(page, "part")]).toEqual(["frugal", "effect"]);
  await page.keyboard.press("Escape");
  await soon(() => parameter(page, "item")).toBeNull();
  expect(parameter(page, "view")).toBe("library");
  await page.keyboard.press("Escape");
  await page.locator(".card:visible").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /A command/ }).fill("import a pack");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Import a pack" }).waitFor();
});
