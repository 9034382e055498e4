import { spawn } from "node:child_process";
import { ApertureError } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand } from "../define-command.ts";

/** `aperture open`: the page gets its token for a single-use code in the fragment, which no server and no log sees. */
export const openCommand = (context: CliContext): Command =>
  defineCommand(context, "open", "open the page in a browser", async ({ output, connect }, options) => {
    const { client, baseUrl } = await connect();
    const { code, expiresAt } = await client.createPairing();
    const url = `${baseUrl}/#code=${code}`;
    if (options.print !== true) await openBrowser(url, context.env);
    output.data({ url, expiresAt, opened: options.print !== true }, () =>
      options.print === true ? url : `opened ${baseUrl}`,
    );
  }).option("--print", "print the address instead; it works once");

/** Resolves when the opener has taken the address, or still runs after a while (some stay as long as the browser does). */
function openBrowser(url: string, env: CliContext["env"]): Promise<void> {
  const [command = "", ...args] = openerFor(process.platform);
  return new Promise((resolve, reject) => {
    const failed = (reason: string) => reject(new ApertureError("browser_not_opened", { reason }));
    const child = spawn(command, [...args, url], { stdio: "ignore", detached: true, env: { ...env } });
    const timer = setTimeout(resolve, 3_000);
    child.once("error", (error) => failed(error.message));
    child.once("exit", (code) => (code === 0 ? resolve() : failed(`${command} ended with code ${code}`)));
    child.once("exit", () => clearTimeout(timer));
    child.once("error", () => clearTimeout(timer));
    child.unref();
  });
}

function openerFor(platform: NodeJS.Platform): readonly string[] {
  if (platform === "darwin") return ["open"];
  // `start` is a word of cmd.exe, whose first quoted argument is a window title.
  return platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
}
