import type { Block } from "@aperture/sdk";
import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { type Watched, watchedPage } from "./open-browser.ts";
import { type Site, startSite } from "./start-site.ts";
import { type StepAgent, stepAgent } from "./step-agent.ts";

export interface ControlSite extends Site {
  readonly agent: StepAgent;
  /** A page of it on which the first blocks are drawn. */
  open(query?: string, options?: Parameters<typeof watchedPage>[1]): Promise<Watched>;
  /** The lane's tool results, in prompt order. */
  results(): Promise<readonly Block[]>;
}

/** Aperture with a conversation of six turns whose prompt is warm in the provider's cache. */
export async function controlSite(browser: Browser): Promise<ControlSite> {
  const site = await startSite();
  const agent = stepAgent(site);
  await agent.turns(6);
  return {
    ...site,
    agent,
    async open(query = "", options = {}) {
      const watched = await watchedPage(browser, options);
      await watched.page.goto(`${site.page}${query}`);
      await watched.page.locator(".card:visible").first().waitFor();
      return watched;
    },
    async results() {
      const { blocks } = await site.client.blocks({ limit: 1_000 });
      return blocks.filter((block) => block.role === "tool_result");
    },
  };
}

/** The card of a block, brought into view by the cursor: columns draw only what is near the window. */
export async function cardOf(page: Page, id: string): Promise<Locator> {
  const url = new URL(page.url());
  url.searchParams.set("block", id);
  await page.evaluate((search) => {
    history.pushState(null, "", search);
    dispatchEvent(new PopStateEvent("popstate"));
  }, url.search);
  const frame = page.locator(".frame", { has: page.locator(`[data-block="${id}"]`) });
  await frame.waitFor();
  return frame;
}

/** Words of the marks on a card. */
export const marksOf = (frame: Locator): Promise<string[]> => frame.locator(".mark").allInnerTexts();

export const parameter = (page: Page, name: string): string | null => new URL(page.url()).searchParams.get(name);

/** Waits until the drawer shows a panel's content. */
export async function panelOf(page: Page): Promise<Locator> {
  const panel = page.locator("aside .panel");
  await panel.waitFor();
  return panel;
}

export const saysLast = (page: Page, words: RegExp): Promise<void> =>
  expect.poll(() => page.locator(".said").textContent(), { timeout: 10_000 }).toMatch(words);
