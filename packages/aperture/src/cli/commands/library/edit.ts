import { ApiError, type LibraryClient, type LibraryItem, type LibraryKind, problemsTold } from "@aperture/sdk";
import type { Command } from "commander";
import { confirm, mayAsk } from "../../ask.ts";
import type { CliContext } from "../../cli-context.ts";
import { editInEditor } from "../../control/edit-in-editor.ts";
import { defineCommand, type Invocation, type Options } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { explainProblem } from "../../library/explain-problem.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture preset edit <name>`: in $EDITOR, again until it is valid or given up; what ships becomes a copy of one's own. */
export const libraryEditCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "edit <name>",
    `edit a ${kind} in $EDITOR; what ships is copied first`,
    (invocation, options, [name = ""]) => edit(invocation, kind, options, name),
  );

async function edit(invocation: Invocation, kind: LibraryKind, options: Options, name: string): Promise<void> {
  const { context, output, connect } = invocation;
  if (options.input === false) throw usageError("an editor needs somebody: `new --file` takes a file as it is");
  const { library } = (await connect()).client;
  const before = await library.get(kind, name);
  let draft = before.text;
  while (true) {
    draft = await editInEditor(context, draft);
    if (draft === before.text) return output.note(`Nothing was changed in ${kind} ${name}`);
    const written = await tryToWrite(library, before, draft);
    if (!(written instanceof ApiError)) {
      output.data(written, () => `${kind} ${written.name}: ${written.path ?? "kept"}`);
      return;
    }
    for (const problem of problemsTold(written.problem)) output.warn(explainProblem(problem, draft));
    if (mayAsk(context, options) && (await confirm(context, "Edit it again?"))) continue;
    output.note("Nothing was written");
    context.exitCode = exitCodes.invalid;
    return;
  }
}

/** The refusal where it is for what stands in the file; any other is thrown. */
async function tryToWrite(
  library: LibraryClient,
  { kind, name, etag }: LibraryItem,
  text: string,
): Promise<LibraryItem | ApiError> {
  try {
    return await library.write(kind, name, { text, etag });
  } catch (error) {
    if (ApiError.is(error) && problemsTold(error.problem).length > 0) return error;
    throw error;
  }
}
