import { text as readAll } from "node:stream/consumers";
import { Command } from "commander";
import { mayAsk } from "../../ask.ts";
import { askHidden } from "../../ask-hidden.ts";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, type Options } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { formatTable } from "../../format-table.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture plugin secret set|list|remove`: a value comes by stdin or is typed unseen, never by a word that `ps` and a history show. */
export function pluginSecretCommand(context: CliContext): Command {
  const group = new Command("secret").description("what a plugin is handed by name, such as keys");
  group.addCommand(
    defineCommand(
      context,
      "set <id> <name>",
      "store a secret; its value is typed unseen, or read from stdin",
      async ({ output, connect }, options, [id = "", name = ""]) => {
        const { client } = await connect();
        const value = await readValue(context, options, name);
        if (value === null) {
          output.note("Nothing was stored");
          context.exitCode = exitCodes.interrupted;
          return;
        }
        const secrets = await client.plugins.setSecret(id, name, value);
        output.data(secrets, () => `${name} of ${id} is stored`);
      },
    ),
  );
  group.addCommand(
    defineCommand(
      context,
      "list <id>",
      "list the secrets that a plugin asks for, and whether they are stored",
      async ({ output, connect }, _, [id = ""]) => {
        const { secrets } = await (await connect()).client.plugins.secrets(id);
        output.data({ secrets }, () =>
          secrets.length === 0
            ? ""
            : formatTable(secrets.map(({ name, set }) => [name, set ? "stored" : "not stored"])),
        );
        if (secrets.length === 0) output.note(`${id} asks for no secrets`);
      },
    ),
  );
  group.addCommand(
    defineCommand(
      context,
      "remove <id> <name>",
      "forget a secret",
      async ({ output, connect }, _, [id = "", name = ""]) => {
        const secrets = await (await connect()).client.plugins.removeSecret(id, name);
        output.data(secrets, () => `${name} of ${id} is forgotten`);
      },
    ),
  );
  return group;
}

async function readValue(context: CliContext, options: Options, name: string): Promise<string | null> {
  if (mayAsk(context, options)) {
    const typed = await askHidden(context, `Value of ${name}`);
    if (typed === "") throw usageError("a secret is not empty");
    return typed;
  }
  if (context.stdin.isTTY === true) throw usageError("nothing may be asked: give the value on stdin");
  // The end of line is the shell's (`echo`, a file), not the secret's.
  const piped = (await readAll(context.stdin)).replace(/\r?\n$/, "");
  if (piped === "") throw usageError("nothing came on stdin");
  return piped;
}
