import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ApertureError, type LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand, text } from "../../define-command.ts";
import { oneLine } from "../../plain-text.ts";
import { projectHere, projectOption, readRef, withProject } from "./operands.ts";

/** `aperture preset export <names…> -o file.aperture-pack` */
export const libraryExportCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "export <names...>",
    `write ${kind}s and what they need into one signed file; \`rule:name\` for one of another kind`,
    async (invocation, options, names) => {
      const { output, connect } = invocation;
      const pack = await (await connect()).client.library.export({
        items: names.map((name) => readRef(name, kind)),
        note: text(options.note) ?? "",
        publisher: text(options.publisher) ?? "",
        ...withProject(projectHere(invocation, text(options.project))),
      });
      const path = resolve(context.cwd, text(options.output) ?? oneLine(pack.filename).replace(/[/\\]/g, "-"));
      await write(path, Buffer.from(pack.pack, "base64"), options.force === true);
      const { pack: _bytes, ...told } = pack;
      output.data({ ...told, path }, () => path);
      output.note(
        `${count(pack.items.length, "item")}: ${pack.items.map((item) => `${item.kind} ${item.name}`).join(", ")}`,
      );
      for (const { kind: other, name } of pack.added) output.note(`${other} ${name} came along: others need it`);
      for (const { item, line, what, text: found } of pack.warnings ?? [])
        output.warn(
          `${item}, line ${line}: ${what} goes along: ${oneLine(found, 100)}. Delete the file if it is not meant to`,
        );
      output.note(`Signed with ${pack.fingerprint}; tell it to whoever gets the file, by another way than the file`);
    },
  )
    .option("-o, --output <file>", "where to write it (default: <name>.aperture-pack, here)")
    .addOption(projectOption())
    .option("--note <text>", "what this is, for whoever gets it")
    .option("--publisher <name>", "what you call yourself")
    .option("--force", "write over a file that is there");

async function write(path: string, bytes: Uint8Array, isForced: boolean): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: isForced ? "w" : "wx" });
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    const reason = isThere
      ? "it is there already; --force writes over it"
      : error instanceof Error
        ? error.message
        : String(error);
    throw new ApertureError("file_unwritable", { file: path, reason });
  }
}
