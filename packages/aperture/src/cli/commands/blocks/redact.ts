import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { readTextFile } from "../../control/read-content.ts";
import { type Options, repeated, text, texts } from "../../define-command.ts";
import { operateCommand } from "./operate.ts";

/** `aperture blocks redact`: values never leave again in this session; answers get them back. */
export const redactCommand = (context: CliContext): Command =>
  operateCommand(
    context,
    "redact",
    "hide values from the provider; in answers they are put back",
    async (control, input, options) => {
      const values = await readValues(context, options);
      return control.redact({ ...input, ...(values.length > 0 ? { values } : {}) });
    },
  )
    .addOption(repeated("--value <text>", "a value to hide (may be repeated; default: the whole text of each block)"))
    .option("--values <file>", "a file with one value a line; - is stdin: other users see a command's arguments");

async function readValues(context: CliContext, options: Options): Promise<string[]> {
  const file = text(options.values);
  if (file === undefined) return [...texts(options.value)];
  const lines = file === "-" ? await readAll(context.stdin) : await readTextFile(resolve(context.cwd, file));
  return [...texts(options.value), ...lines.split(/\r?\n/).filter((line) => line !== "")];
}
