import type { LibraryEntry, LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, text } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { describeChange } from "../../library/describe-change.ts";
import { hidden, inForce } from "../../library/describe-item.ts";
import { explainProblem, sourceOf } from "../../library/explain-problem.ts";
import { projectHere, projectOption, withProject } from "./operands.ts";

/** `aperture preset list` */
export const libraryListCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "list",
    `list ${kind}s: what ships, yours, and a trusted project's`,
    async (invocation, options) => {
      const { output, connect } = invocation;
      const project = projectHere(invocation, text(options.project));
      const { items } = await (await connect()).client.library.list({ kind, ...withProject(project) });
      output.data({ items }, () => (items.length === 0 ? "" : formatTable([columns, ...items.map(row)])));
      for (const { trouble } of items) if (trouble !== null) output.warn(explainProblem(trouble, sourceOf(trouble)));
      if (items.length === 0) output.note(`No ${kind} yet: \`aperture ${kind} new <name>\` makes one`);
    },
  ).addOption(projectOption());

const columns = ["NAME", "FROM", "BILL", "IN FORCE", "TITLE"];

const row = (entry: LibraryEntry): string[] => [
  entry.name,
  `${entry.source}${hidden(entry)}`,
  entry.effect === null ? "-" : describeChange(entry.effect.billChange),
  entry.trouble === null ? inForce(entry) || "-" : "not usable",
  entry.title,
];
