import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Names that the browser resolves to this machine: what DNS rebinding does to a hostile name. */
export const reboundName = "evil.test";

const browserPath = (): string | undefined =>
  [process.env.CHROMIUM, "/usr/bin/chromium", chromium.executablePath()].find((path) => path && existsSync(path));

/** A headless Chromium that talks to nobody by itself. Throws when there is none: scripts/with-browser.sh finds one. */
export function openBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (!executablePath) throw new Error("no browser: run this through scripts/with-browser.sh");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-quic",
      "--no-first-run",
      "--disable-component-update",
      "--disable-sync",
      // Newer Chromiums stop some cross-site requests to this machine themselves: the gate must hold without their help.
      "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights",
      `--host-resolver-rules=MAP ${reboundName} 127.0.0.1`,
    ],
  });
}

export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, page errors and CSP violations. */
  readonly complaints: string[];
  /** Every URL that was asked for. */
  readonly requests: string[];
}

/** A fresh page in a context of its own that notes everything suspicious. */
export async function watchedPage(
  browser: Browser,
  options: { theme?: string; width?: number; height?: number; reducedMotion?: "reduce" } = {},
): Promise<Watched> {
  const { theme, width = 1_440, height = 900, reducedMotion } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    ...(reducedMotion ? { reducedMotion } : {}),
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => requests.push(socket.url()));
  if (theme) await page.addInitScript((name) => localStorage.setItem("aperture-theme", name), theme);
  return { page, context, complaints, requests };
}
