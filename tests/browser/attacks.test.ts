import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { attack, type Outcome } from "./support/attack.ts";
import { type HostileSite, startHostileSite, startOpenServer } from "./support/hostile-site.ts";
import { scriptOf } from "./support/long-script.ts";
import { openBrowser, reboundName, watchedPage } from "./support/open-browser.ts";
import { type Site, startSite } from "./support/start-site.ts";

let browser: Browser;
let hostile: HostileSite;
let site: Site;
let before: { state: string; upstream: number; refused: number };

/** All that a stranger could have changed. */
async function everythingNow(): Promise<string> {
  const { control } = site.client;
  return JSON.stringify([
    (await site.client.sessions()).sessions,
    (await control.operations()).operations,
    (await control.staging()).items,
    (await control.holds()).holds,
    (await control.checkpoints()).checkpoints,
    await control.session("session-1"),
    (await control.budget("session-1")).budget,
  ]);
}
beforeAll(async () => {
  browser = await openBrowser();
  hostile = await startHostileSite();
});
afterAll(async () => {
  await browser.close();
  await hostile.close();
});
beforeEach(async () => {
  site = await startSite({ script: scriptOf(["a conversation that is nobody else's business"]) });
  await site.play();
  before = {
    state: await everythingNow(),
    upstream: site.upstreamRequests(),
    refused: site.health().gate.refused,
  };
});
afterEach(() => site.stop());

/** Nothing read, nothing opened, nothing sent on, nothing changed, and the log tells of it. */
async function expectNothingHappened(outcomes: Outcome[], ports: readonly ("api" | "proxy")[]): Promise<void> {
  expect(outcomes.length).toBeGreaterThan(30);
  expect(outcomes.filter(([, result]) => result !== "refused")).toEqual([]);
  expect(await everythingNow()).toBe(before.state);
  expect(site.upstreamRequests()).toBe(before.upstream);
  expect(site.health().gate.refused).toBeGreaterThan(before.refused);
  const told = new Set<string>();
  const end = new AbortController();
  for await (const event of site.client.events({ since: 0, signal: end.signal })) {
    if (event.type === "gate-refused") told.add(event.data.port);
    if (event.type !== "hello" && ports.every((port) => told.has(port))) break;
  }
  end.abort();
  expect([...told].toSorted()).toEqual(expect.arrayContaining([...ports]));
}

const targetsOn = (host: string) => ({
  api: `http://${host}:${site.ports.api}/api/v1`,
  proxy: `http://${host}:${site.ports.proxy}`,
});

async function onHostilePage(work: (page: Page) => Promise<Outcome[]>, url?: string): Promise<Outcome[]> {
  const { page, context } = await watchedPage(browser);
  try {
    await page.goto(url ?? `http://127.0.0.1:${hostile.port}/`);
    return await work(page);
  } finally {
    await context.close();
  }
}

test.each(["127.0.0.1", "localhost", "0.0.0.0"])("a page on another port of this machine, against %s", async (host) => {
  const outcomes = await onHostilePage((page) => page.evaluate(attack, targetsOn(host)));
  await expectNothingHappened(outcomes, ["api", "proxy"]);
});

test("a page of another site", async () => {
  const url = `http://${reboundName}:${hostile.port}/`;
  const outcomes = await onHostilePage((page) => page.evaluate(attack, targetsOn("127.0.0.1")), url);
  await expectNothingHappened(outcomes, ["api", "proxy"]);
});

test.each(["api", "proxy"] as const)(
  "DNS rebinding: the hostile page's own name and port lead to our %s port",
  async (port) => {
    const { page, context } = await watchedPage(browser);
    try {
      const origin = `http://${reboundName}:${site.ports[port]}`;
      // The page was loaded before the name was pointed here; from now on its requests are same-origin, without Origin header.
      await page.route(`${origin}/prizes`, (route) =>
        route.fulfill({ contentType: "text/html", body: "<body>You have won." }),
      );
      await page.goto(`${origin}/prizes`);
      const outcomes = await page.evaluate(attack, targetsOn(reboundName));
      await expectNothingHappened(outcomes, ["api", "proxy"]);
    } finally {
      await context.close();
    }
  },
);

test("the null origin of a sandboxed frame and of a data: frame", async () => {
  for (const kind of ["sandbox", "data"]) {
    const outcomes = await onHostilePage((page) =>
      page.evaluate(
        ({ source, targets, how }) =>
          new Promise<Outcome[]>((resolve) => {
            addEventListener("message", (message) => resolve(message.data));
            const markup = `<body><script>(${source})(${JSON.stringify(targets)}).then((found) => parent.postMessage(found, "*"))</script>`;
            const frame = document.createElement("iframe");
            frame.setAttribute("sandbox", "allow-scripts allow-forms");
            if (how === "sandbox") frame.srcdoc = markup;
            else frame.src = `data:text/html,${encodeURIComponent(markup)}`;
            document.body.append(frame);
          }),
        { source: attack.toString(), targets: targetsOn("127.0.0.1"), how: kind },
      ),
    );
    await expectNothingHappened(outcomes, ["api", "proxy"]);
  }
});

test("the page cannot be framed, whatever the framing page is called", async () => {
  for (const name of ["127.0.0.1", "localhost", reboundName]) {
    const { page, context } = await watchedPage(browser);
    await page.goto(`http://${name}:${hostile.port}/`);
    await page.evaluate((src) => {
      const frame = document.createElement("iframe");
      frame.src = src;
      document.body.append(frame);
    }, site.page);
    await page.waitForTimeout(500);
    for (const frame of page.frames().slice(1)) expect(await frame.locator("#page").count()).toBe(0);
    await context.close();
  }
});

test("the attacks are real: a server without a gate is read, loaded and written to", async () => {
  const open = await startOpenServer();
  try {
    const base = `http://127.0.0.1:${open.port}`;
    const outcomes = await onHostilePage((page) => page.evaluate(attack, { api: `${base}/api/v1`, proxy: base }));
    const results = new Set(outcomes.map(([, result]) => result.split(" ")[0]));
    expect([...results]).toEqual(expect.arrayContaining(["read", "loaded", "opened"]));
    const posted = open.seen.filter(([method]) => method === "POST").map(([, path]) => path);
    expect(posted).toEqual(expect.arrayContaining(["/v1/messages", "/api/v1/shutdown", "/api/v1/pairings/redeem"]));
  } finally {
    await open.close();
  }
});

test("our own page in two tabs, by each of its names, is let in", async () => {
  for (const name of ["127.0.0.1", "localhost"]) {
    const { page, context, complaints } = await watchedPage(browser);
    const second = await context.newPage();
    for (const tab of [page, second]) {
      await tab.goto(`http://${name}:${site.ports.api}/`);
      await tab.locator(".card").first().waitFor();
      await expect.poll(() => tab.locator(".badge .words").textContent()).toContain("live");
    }
    expect(complaints).toEqual([]);
    await context.close();
  }
  expect(site.health().gate.refused).toBe(before.refused);
});
