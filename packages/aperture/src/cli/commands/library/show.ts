import type { LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, text } from "../../define-command.ts";
import { describeItem, missingText } from "../../library/describe-item.ts";
import { explainProblem } from "../../library/explain-problem.ts";
import { projectHere, projectOption } from "./operands.ts";

/** `aperture preset show <name>`: every value, and who says so. */
export const libraryShowCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "show <name>",
    `show a ${kind}: what it sets, and where each value comes from`,
    async (invocation, options, [name = ""]) => {
      const { output, connect } = invocation;
      const project = projectHere(invocation, text(options.project));
      const item = await (await connect()).client.library.get(kind, name, project);
      output.data(item, () => (options.text === true ? item.text.trimEnd() : describeItem(item)));
      if (item.trouble !== null) output.warn(explainProblem(item.trouble, item.text));
      for (const warning of item.warnings) output.warn(explainProblem(warning, item.text));
      for (const missing of item.missing) output.warn(missingText(missing));
    },
  )
    .option("--text", "its file as it stands")
    .addOption(projectOption());
