import { Command } from "commander";
import { readVersion } from "../config/version.ts";
import type { CliContext } from "./cli-context.ts";
import { apiCommand } from "./commands/api.ts";
import { blocksCommand } from "./commands/blocks.ts";
import { budgetCommand } from "./commands/budget.ts";
import { checkpointCommand } from "./commands/checkpoint.ts";
import { completionsCommand } from "./commands/completions.ts";
import { configCommand } from "./commands/config.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { eventsCommand } from "./commands/events.ts";
import { holdCommand } from "./commands/hold.ts";
import { ledgerCommand } from "./commands/ledger.ts";
import { libraryCommand } from "./commands/library.ts";
import { logCommand } from "./commands/log.ts";
import { openCommand } from "./commands/open.ts";
import { pairCommand } from "./commands/pair.ts";
import { pendingCommand } from "./commands/pending.ts";
import { pluginCommand } from "./commands/plugin.ts";
import { runCommand } from "./commands/run.ts";
import { sessionCommand } from "./commands/session.ts";
import { stageCommand } from "./commands/stage.ts";
import { startCommand } from "./commands/start.ts";
import { statusCommand } from "./commands/status.ts";
import { stopCommand } from "./commands/stop.ts";
import { trashCommand } from "./commands/trash.ts";
import { trustCommand } from "./commands/trust.ts";
import { undoCommand } from "./commands/undo.ts";
import { exitCodesHelp } from "./exit-codes.ts";

/** The command line, one line per command. With `json`, usage errors are left to run-cli, which tells them as JSON. */
export function createProgram(context: CliContext, json = false): Command {
  const program = new Command("aperture")
    .description("The programmable context layer between coding agents and the models they call.")
    .version(readVersion(), "--version", "print the version")
    .helpOption("--help", "show this help")
    .enablePositionalOptions()
    .addHelpText("after", exitCodesHelp);
  for (const command of [
    startCommand(context),
    stopCommand(context),
    statusCommand(context),
    doctorCommand(context),
    runCommand(context),
    openCommand(context),
    pairCommand(context),
    sessionCommand(context),
    blocksCommand(context),
    undoCommand(context),
    logCommand(context),
    pendingCommand(context),
    stageCommand(context),
    checkpointCommand(context),
    holdCommand(context),
    budgetCommand(context),
    ledgerCommand(context),
    trashCommand(context),
    libraryCommand(context, "preset"),
    libraryCommand(context, "rule"),
    libraryCommand(context, "template"),
    trustCommand(context),
    pluginCommand(context),
    eventsCommand(context),
    apiCommand(context),
    configCommand(context),
    demoCommand(context),
    completionsCommand(context),
  ]) {
    program.addCommand(command);
  }
  settle(program, context, json);
  return program;
}

/** Errors are thrown, not exited with, and everything is printed through the context; also in commands of commands. */
function settle(command: Command, context: CliContext, json: boolean): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: (text, write) => (json ? undefined : write(text.replace(/^error: /, "aperture: "))),
    });
  for (const child of command.commands) settle(child, context, json);
}
