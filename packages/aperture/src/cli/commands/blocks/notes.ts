import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { readContent } from "../../control/read-content.ts";
import { defineCommand } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture blocks note|notes`: what people say about a block. Never sent to a provider. */
export const noteCommands = (context: CliContext): Command[] => [
  defineCommand(
    context,
    "note <id> [text...]",
    "write a note beside a block",
    async (invocation, options, operands) => {
      const [id = "", ...words] = operands;
      const text = words.length > 0 ? words.join(" ") : await readContent(context, options);
      if (!text) throw usageError("give the note behind the block's id, with --file or on stdin");
      const { client } = await invocation.connect();
      const note = await client.control.addNote(id, text);
      invocation.output.data(note, () => `${note.id} beside ${note.block}`);
    },
  ).option("--file <path>", "the file that holds the note; - is stdin"),
  defineCommand(context, "notes <id>", "list the notes beside a block", async (invocation, options, [id = ""]) => {
    const { client } = await invocation.connect();
    if (typeof options.remove === "string") {
      const removed = await client.control.removeNote(options.remove);
      return invocation.output.data(removed, () => `removed ${removed.removed}`);
    }
    const { notes } = await client.control.notes(id);
    invocation.output.data({ notes }, () =>
      formatTable(notes.map((note) => [note.id, note.at, note.actor, note.text])),
    );
    if (notes.length === 0) invocation.output.note("No notes yet: `aperture blocks note <id> <text>` writes one");
  }).option("--remove <note>", "remove this note instead"),
];
