import { resolve } from "node:path";
import type { ProjectTrust } from "@aperture/sdk";
import type { Command } from "commander";
import { confirm, mayAsk } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { defineCommand, type Invocation, type Options } from "../define-command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatTable } from "../format-table.ts";
import { explainProblem, sourceOf } from "../library/explain-problem.ts";
import { oneLine } from "../plain-text.ts";
import { usageError } from "../usage-error.ts";

/** `aperture trust [folder]`: what a project's own files would let count, then the question. */
export const trustCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "trust [folder]",
    "let the .aperture.yml of a folder count, after a look at it (default: this folder)",
    (invocation, options, [folder = "."]) => trust(invocation, options, resolve(context.cwd, folder)),
  )
    .option("-y, --yes", "do not ask")
    .option("--remove", "trust it no longer")
    .option("--list", "folders of sessions, and whether theirs count");

async function trust(invocation: Invocation, options: Options, folder: string): Promise<void> {
  const { context, output, connect } = invocation;
  const { library } = (await connect()).client;
  if (options.list === true) {
    const { projects } = await library.projects();
    const rows = projects.map((project) => [project.folder, words[project.state], project.files.join(", ") || "-"]);
    output.data({ projects }, () => (rows.length === 0 ? "" : formatTable([["FOLDER", "STATE", "FILES"], ...rows])));
    if (rows.length === 0) output.note("No session has a folder yet, and none is trusted");
    return;
  }
  if (options.remove === true) {
    const project = await library.trust({ folder, trust: false });
    return output.data(project, () => `${folder}: ${words[project.state]}`);
  }
  const project = await library.lookAtProject(folder);
  if (project.trouble !== null) {
    output.warn(explainProblem(project.trouble, sourceOf(project.trouble)));
    context.exitCode = exitCodes.invalid;
    return output.data(project, () => `${folder}: ${words[project.state]}`);
  }
  if (project.state === "none" || project.state === "trusted" || project.digest === null)
    return output.data(project, () => `${folder}: ${words[project.state]}`);
  for (const line of describe(project)) output.note(line);
  if (options.yes !== true && !(await agreed(invocation, options))) {
    output.note("Nothing of it counts");
    context.exitCode = exitCodes.failure;
    return;
  }
  const trusted = await library.trust({ folder, trust: true, digest: project.digest });
  output.data(trusted, () => `${folder}: ${words[trusted.state]}`);
}

const words: Readonly<Record<ProjectTrust["state"], string>> = {
  none: "it has no .aperture.yml",
  untrusted: "not trusted: nothing of it counts",
  changed: "changed since it was trusted: nothing of it counts",
  trusted: "trusted: it counts",
  invalid: "not valid: nothing of it counts",
};

function describe({ folder, state, files, says }: ProjectTrust): string[] {
  return [
    `${oneLine(folder)}${state === "changed" ? ": its files have changed since they were trusted" : ""}`,
    ...files.map((file) => `  ${oneLine(file)}`),
    "",
    says.length === 0 ? "It would change nothing." : "It would count in every session there:",
    ...says.map((line) => `  ${oneLine(line, 300)}`),
  ];
}

async function agreed({ context }: Invocation, options: Options): Promise<boolean> {
  if (!mayAsk(context, options)) throw usageError("nobody can be asked here: give --yes");
  return confirm(context, "\nTrust it?");
}
