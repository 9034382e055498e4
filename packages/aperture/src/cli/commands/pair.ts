import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand } from "../define-command.ts";

/** `aperture pair`: the code alone, for a page that is open already. */
export const pairCommand = (context: CliContext): Command =>
  defineCommand(context, "pair", "print a code that gives an open page its token", async ({ output, connect }) => {
    const { client, baseUrl } = await connect();
    const { code, expiresAt } = await client.createPairing();
    output.data({ code, url: `${baseUrl}/#code=${code}`, expiresAt }, () => code);
    if (!output.json) output.note(`Type it into the page at ${baseUrl}. It works once, until ${expiresAt}.`);
  });
