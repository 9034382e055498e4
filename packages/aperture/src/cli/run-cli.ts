import { CommanderError } from "commander";
import type { CliContext } from "./cli-context.ts";
import { createProgram } from "./create-program.ts";
import { describeFailure, exitCodes, type Failure } from "./exit-codes.ts";
import { explainProblem, sourceOf } from "./library/explain-problem.ts";
import { plainText, safeJson } from "./plain-text.ts";

/** Runs one command line (`argv` without node and script) and returns its exit code. Never throws. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const json = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length).includes("--json");
  try {
    const program = await createProgram(context, json, argv[0]);
    await program.parseAsync([...argv], { from: "user" });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return tellUsage(error, json, context);
    const failure = describeFailure(error);
    const { exit, ...told } = failure;
    context.stderr.write(
      json ? `${safeJson({ level: "error", ...told })}\n` : `aperture: ${plainText(messageOf(failure))}\n`,
    );
    return exit;
  }
}

/** One sentence; where files are wrong, each place with its line. */
const messageOf = ({ message, problems = [] }: Failure): string =>
  problems.length === 0 ? message : problems.map((each) => explainProblem(each, sourceOf(each))).join("\n");

/** Help and version are not errors; commander has printed what there is to say. */
function tellUsage(error: CommanderError, json: boolean, context: CliContext): number {
  if (error.exitCode === 0) return exitCodes.ok;
  if (json) {
    const message = error.message.replace(/^error: /, "");
    context.stderr.write(`${safeJson({ level: "error", code: "usage_invalid", message })}\n`);
  }
  return exitCodes.usage;
}
