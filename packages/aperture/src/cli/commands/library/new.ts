import { ApertureError, type LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { readTextFile } from "../../control/read-content.ts";
import { defineCommand, type Invocation, type Options, text } from "../../define-command.ts";
import { inFile } from "../../library/in-file.ts";
import { newText, renamedText } from "../../library/new-text.ts";
import { usageError } from "../../usage-error.ts";
import { folderOf, projectHere } from "./operands.ts";

/** `aperture preset new <name> [--from other | --file f.yml]`: a file of one's own, and where it stands. */
export const libraryNewCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "new <name>",
    `write a ${kind} of your own, with comments that say what may stand in it`,
    (invocation, options, [name = ""]) => create(invocation, kind, options, name),
  )
    .option("--from <other>", "begin with a copy of this one")
    .option("--file <path>", "take this file as it is; its `name:` has to be the same");

async function create(invocation: Invocation, kind: LibraryKind, options: Options, name: string): Promise<void> {
  const { context, output, connect } = invocation;
  const [from, file] = [text(options.from), folderOf(context, text(options.file))];
  if (from !== undefined && file !== undefined) throw usageError("give --from or --file, not both");
  const { library } = (await connect()).client;
  const { items } = await library.list({ kind });
  if (items.some((item) => item.name === name)) throw new ApertureError("library_exists", { kind, name });
  const source =
    file !== undefined
      ? await readTextFile(file)
      : from === undefined
        ? newText(kind, name)
        : renamedText((await library.get(kind, from, projectHere(invocation))).text, name);
  const item = await library.write(kind, name, { text: source }).catch((error: unknown) => {
    throw file === undefined ? error : inFile(error, file);
  });
  output.data(item, () => `${kind} ${item.name}: ${item.path ?? "kept"}`);
  output.note(`\`aperture ${kind} edit ${name}\` opens it, \`aperture ${kind} effect ${name}\` shows what it would do`);
}
