import { resolve } from "node:path";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { readTextFile } from "../../control/read-content.ts";
import { defineCommand, text } from "../../define-command.ts";
import { parseSettings, readSettings } from "../../plugin/read-settings.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture plugin action <id> <name> [key=value…]`: what a button or form of its panel does. */
export const pluginActionCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "action <id> <name> [fields...]",
    "call an action of a plugin: fields as key=value, a value as JSON or text",
    async ({ output, connect }, options, [id = "", name = "", ...words]) => {
      const [given, file] = [text(options.input), text(options.file)];
      if ([words.length > 0, given !== undefined, file !== undefined].filter(Boolean).length > 1)
        throw usageError("give fields, --input or --file, not several");
      const input =
        given !== undefined
          ? parseSettings("--input", given)
          : file !== undefined
            ? parseSettings(file, await readTextFile(resolve(context.cwd, file)))
            : readSettings(words);
      const { result } = await (await connect()).client.plugins.action(id, name, input);
      output.data(result, () => (typeof result === "string" ? result : JSON.stringify(result, null, 2)));
    },
  )
    .option("--input <json>", "its whole input as a JSON object")
    .option("--file <path>", "its whole input from a JSON file");
