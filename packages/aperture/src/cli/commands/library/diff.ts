import type { LibraryComparison, LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, text } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { valueCell } from "../../library/value-cell.ts";
import { projectHere, projectOption, readRef, withProject } from "./operands.ts";

/** `aperture preset diff <a> <b>` */
export const libraryDiffCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "diff <one> <other>",
    `show what differs between two ${kind}s, and who says so`,
    async (invocation, options, [one = "", other = ""]) => {
      const { output, connect } = invocation;
      const project = projectHere(invocation, text(options.project));
      const sides = { left: readRef(one, kind), right: readRef(other, kind), ...withProject(project) };
      const comparison = await (await connect()).client.library.compare(sides);
      const titles = ["VALUE", one, other, "SAID BY"];
      const { rows } = comparison;
      output.data(comparison, () => (rows.length === 0 ? "" : formatTable([titles, ...rows.map(cells)])));
      if (rows.length === 0) output.note(`${one} and ${other} say the same`);
    },
  ).addOption(projectOption());

const cells = ({ path, left, right, leftFrom, rightFrom }: LibraryComparison["rows"][number]): string[] => [
  path,
  valueCell(path, left),
  valueCell(path, right),
  leftFrom === rightFrom ? (leftFrom ?? "-") : `${leftFrom ?? "-"} / ${rightFrom ?? "-"}`,
];
