import { Command } from "commander";
import { readVersion } from "../config/version.ts";
import type { CliContext } from "./cli-context.ts";
import { exitCodesHelp } from "./exit-codes.ts";

type Load = (context: CliContext) => Promise<Command>;

/** One line per command, in the order of the help. Each is loaded when it is asked for: one in thirty is, and a shell waits for it. */
const commands: Readonly<Record<string, Load>> = {
  start: async (context) => (await import("./commands/start.ts")).startCommand(context),
  stop: async (context) => (await import("./commands/stop.ts")).stopCommand(context),
  status: async (context) => (await import("./commands/status.ts")).statusCommand(context),
  doctor: async (context) => (await import("./commands/doctor.ts")).doctorCommand(context),
  run: async (context) => (await import("./commands/run.ts")).runCommand(context),
  open: async (context) => (await import("./commands/open.ts")).openCommand(context),
  pair: async (context) => (await import("./commands/pair.ts")).pairCommand(context),
  session: async (context) => (await import("./commands/session.ts")).sessionCommand(context),
  blocks: async (context) => (await import("./commands/blocks.ts")).blocksCommand(context),
  undo: async (context) => (await import("./commands/undo.ts")).undoCommand(context),
  log: async (context) => (await import("./commands/log.ts")).logCommand(context),
  pending: async (context) => (await import("./commands/pending.ts")).pendingCommand(context),
  stage: async (context) => (await import("./commands/stage.ts")).stageCommand(context),
  checkpoint: async (context) => (await import("./commands/checkpoint.ts")).checkpointCommand(context),
  hold: async (context) => (await import("./commands/hold.ts")).holdCommand(context),
  budget: async (context) => (await import("./commands/budget.ts")).budgetCommand(context),
  ledger: async (context) => (await import("./commands/ledger.ts")).ledgerCommand(context),
  trash: async (context) => (await import("./commands/trash.ts")).trashCommand(context),
  preset: async (context) => (await import("./commands/library.ts")).libraryCommand(context, "preset"),
  rule: async (context) => (await import("./commands/library.ts")).libraryCommand(context, "rule"),
  template: async (context) => (await import("./commands/library.ts")).libraryCommand(context, "template"),
  trust: async (context) => (await import("./commands/trust.ts")).trustCommand(context),
  plugin: async (context) => (await import("./commands/plugin.ts")).pluginCommand(context),
  events: async (context) => (await import("./commands/events.ts")).eventsCommand(context),
  api: async (context) => (await import("./commands/api.ts")).apiCommand(context),
  config: async (context) => (await import("./commands/config.ts")).configCommand(context),
  demo: async (context) => (await import("./commands/demo.ts")).demoCommand(context),
  completions: async (context) => (await import("./commands/completions.ts")).completionsCommand(context),
};

/** Commands that tell of all others. */
const needsAll: ReadonlySet<string> = new Set(["completions"]);

/**
 * The command line. `only`: the first word of it; where that is a command, no other is loaded. With `json`, usage errors are left to run-cli, which
 * tells them as JSON.
 */
export async function createProgram(context: CliContext, json = false, only?: string): Promise<Command> {
  const program = new Command("aperture")
    .description("The programmable context layer between coding agents and the models they call.")
    .version(readVersion(), "--version", "print the version")
    .helpOption("--help", "show this help")
    .enablePositionalOptions()
    .addHelpText("after", exitCodesHelp);
  const known = only !== undefined && !needsAll.has(only) && Object.hasOwn(commands, only);
  for (const name of known ? [only] : Object.keys(commands)) program.addCommand(await commands[name]!(context));
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
