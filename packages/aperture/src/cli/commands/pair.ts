import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand } from "../define-command.ts";

/** `aperture pair`: the code alone, for a browser that `aperture open` cannot start. */
export const pairCommand = (context: CliContext): Command =>
  defineCommand(context, "pair", "print a code that gives the page its token", async ({ output, connect }) => {
    const { client, baseUrl } = await connect();
    const { code, expiresAt } = await client.createPairing();
    const url = `${baseUrl}/#code=${code}`;
    output.data({ code, url, expiresAt }, () => code);
    if (!output.json) output.note(`Open ${url} in a new tab. It works once, until ${expiresAt}.`);
  });
