import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scriptOf } from "./support/long-script.ts";
import { openBrowser, watchedPage } from "./support/open-browser.ts";
import { startSite } from "./support/start-site.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const payloads = [
  "<script>window.hit = 1</script>",
  '<img src=x onerror="window.hit = 1">',
  "<svg onload='window.hit = 1'><animate onbegin='window.hit = 1' attributeName=x dur=1s>",
  '<iframe srcdoc="<script>parent.hit = 1</script>"></iframe>',
  '<a href="javascript:window.hit = 1">click</a> [click](javascript:window.hit=1)',
  '"><details open ontoggle=window.hit=1> \'" onfocus=window.hit=1 autofocus x="',
  "{window.hit = 1} $" +
    "{window.hit = 1} {{constructor.constructor('window.hit=1')()}} {@html '<img src=x onerror=window.hit=1>'}",
  "</title></style></textarea><script>window.hit=1</script><!-- --><base href='//evil.test/'>",
  "<link rel=stylesheet href=//evil.test/x.css><meta http-equiv=refresh content='0;url=//evil.test'>",
  "<form action=//evil.test><button>go</button></form><object data=//evil.test></object>",
];

test("what a model, a tool or a client says is text and nothing else", async () => {
  const call = {
    name: payloads[0]!,
    input: { file_path: payloads[1], "<b>": payloads[2] },
    result: payloads.join("\n"),
  };
  const script = scriptOf(payloads, {
    model: "<img src=x onerror=window.hit=1>",
    steps: [{ thinking: payloads.join("\n"), text: payloads.join("\n"), calls: [call] }, { text: payloads.join("\n") }],
  });
  const site = await startSite({ script });
  const { page, context, complaints, requests } = await watchedPage(browser);
  try {
    await site.play({ sessionId: payloads[1]! });
    await fetch(`${site.proxy}/s/${encodeURIComponent("<img src=x onerror=window.hit=1>")}/v1/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "<img src=x onerror=window.hit=1>" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: payloads[0] }] }),
    }).then((response) => response.text());
    const { sessions } = await site.client.sessions();
    const shown = sessions.find((session) => session.turns > 1)!;
    await page.goto(`${site.page}?session=${shown.id}`);
    await page.locator(".card").first().waitFor();
    const before = await page.locator("script, img, iframe, object, form, base, svg animate").count();
    const { blocks } = await site.client.blocks({ session: shown.id, contentLimit: 0, limit: 1_000 });
    for (const block of blocks) {
      await page.goto(
        `${site.page}?session=${shown.id}&block=${block.id}&open=1&q=${encodeURIComponent(payloads[1]!)}`,
      );
      await page.locator("aside dl").waitFor();
    }
    expect(blocks.length).toBeGreaterThan(payloads.length);
    expect(await page.locator("script, img, iframe, object, form, base, svg animate").count()).toBe(before);
    expect(await page.evaluate(() => Object.hasOwn(window, "hit"))).toBe(false);
    expect(requests.filter((url) => new URL(url).hostname !== "127.0.0.1")).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
    await site.stop();
  }
});

test("what is decided, noted, staged and saved is text and nothing else, in every panel", async () => {
  const site = await startSite({ script: scriptOf([payloads.join("\n"), ...payloads]) });
  const { page, context, complaints } = await watchedPage(browser);
  const all = payloads.join("\n");
  try {
    await site.play();
    const { blocks } = await site.client.blocks({ limit: 1_000 });
    const [first, second, third] = blocks.filter((block) => block.role === "user").map((block) => block.id);
    const { control } = site.client;
    await control.edit({ ids: [first!], content: `${all}\nmore`, reason: payloads[0]! });
    await control.remove({ ids: [second!], reason: payloads[1]! });
    await control.addNote(third!, all);
    await control.saveCheckpoint({ name: payloads[1]! });
    await control.stage({ name: payloads[1]!, source: { kind: "text", text: all } });
    const states = [
      ...["waiting", "log", "session", "hold", "checkpoints", "staging", "trash"].map((name) => `panel=${name}`),
      `block=${first}&panel=edit`,
      `block=${third}&panel=note`,
      `block=${third}&panel=preview&do=remove`,
      `block=${first}&open=1&reading=sent`,
      `block=${first}&open=1&reading=diff`,
      `block=${first}&open=1&reading=history`,
    ];
    for (const state of states) {
      await page.goto(`${site.page}?${state}`);
      await page.locator("aside .panel, aside pre").first().waitFor();
      await page.waitForTimeout(150);
      expect([state, await page.locator("main :is(script, img, iframe, object, form[action], base)").count()]).toEqual([
        state,
        0,
      ]);
      expect(await page.evaluate(() => Object.hasOwn(window, "hit"))).toBe(false);
    }
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
    await site.stop();
  }
});

test("no text breaks the page: very long lines, controls, right-to-left, and a block of 1 MB", async () => {
  const long = "x".repeat(200_000);
  const megabyte = `${"a line of a log that goes on and on\n".repeat(29_000)}the very end`;
  const script = scriptOf([
    long,
    "\u202e reversed \u0000\u001b[2J\u2066",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629".repeat(500),
    megabyte,
  ]);
  const site = await startSite({ script });
  const { page, context, complaints } = await watchedPage(browser);
  try {
    await site.play();
    await page.goto(`${site.page}?q=reversed`);
    await page.getByText("⟨U+202E⟩ reversed ⟨U+0000⟩⟨U+001B⟩[2J⟨U+2066⟩").waitFor();
    const { blocks } = await site.client.blocks({ contentLimit: 0, limit: 1_000 });
    const largest = blocks.toSorted((left, right) => right.contentLength - left.contentLength)[0]!;
    expect(largest.contentLength).toBeGreaterThan(1_000_000);
    for (const block of blocks) {
      await page.goto(`${site.page}?block=${block.id}&open=1`);
      await page.locator("aside dl").waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1_440);
    }
    await page.goto(`${site.page}?block=${largest.id}&open=1`);
    await page.getByRole("button", { name: /^show all/ }).click();
    const text = () => page.locator("aside pre").evaluateAll((parts) => parts.map((part) => part.textContent).join(""));
    await expect.poll(async () => (await text()).length).toBe(megabyte.length);
    expect(await text()).toBe(megabyte);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
    await site.stop();
  }
});
