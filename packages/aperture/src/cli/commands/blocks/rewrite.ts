import { type Command, Option } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { editInEditor } from "../../control/edit-in-editor.ts";
import {
  readHow,
  readSession,
  readTarget,
  sessionOption,
  withHow,
  withTarget,
} from "../../control/operation-options.ts";
import { readContent } from "../../control/read-content.ts";
import { reportResult } from "../../control/report-result.ts";
import { defineCommand, type Invocation, type Options, text } from "../../define-command.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture blocks edit|insert`: a text of your own. */
export const rewriteCommands = (context: CliContext): Command[] => [
  withText(
    withHow(
      withTarget(
        defineCommand(
          context,
          "edit [ids...]",
          "send another text instead of blocks",
          async (invocation, options, ids) => {
            const target = readTarget(options, ids);
            const given = await readContent(context, options);
            const { client } = await invocation.connect();
            const content = given ?? (await askEditor(invocation, options, ids));
            if (content === undefined) return invocation.output.note("The text is unchanged: nothing was done");
            reportResult(invocation, await client.control.edit({ ...target, content, ...readHow(options) }));
          },
        ),
      ),
    ),
  ),
  withText(
    withHow(
      defineCommand(context, "insert", "add a text to the context", async (invocation, options) => {
        const content = await readContent(context, options);
        if (!content) throw usageError("give the text with --text, --file or on stdin");
        const [behind, lane] = [text(options.behind), text(options.lane)];
        const { client } = await invocation.connect();
        const result = await client.control.insert({
          content,
          ...(behind === undefined ? {} : { behind }),
          ...(lane === undefined ? {} : { lane }),
          ...readSession(options),
          ...readHow(options),
        });
        reportResult(invocation, result);
      }),
    ),
  )
    .option("--behind <id>", "behind this block (default: behind the newest input)")
    .addOption(sessionOption())
    .option("--lane <id>", "only this lane of the session"),
];

const withText = (command: Command): Command =>
  command
    .addOption(new Option("--text <text>", "the text"))
    .addOption(new Option("--file <path>", "the file that holds the text; - is stdin"));

/** The block's text from an editor; undefined where nothing was changed. */
async function askEditor(
  { context, connect }: Invocation,
  options: Options,
  ids: readonly string[],
): Promise<string | undefined> {
  const [id] = ids;
  const mayAsk = context.stdin.isTTY === true && options.input !== false && options.json !== true;
  if (!mayAsk) throw usageError("give the text with --text, --file or on stdin");
  if (id === undefined || ids.length > 1)
    throw usageError("an editor takes one block; give --text or --file for several");
  const { client } = await connect();
  const before = (await client.block(id)).content;
  const after = await editInEditor(context, before);
  return after === before ? undefined : after;
}
