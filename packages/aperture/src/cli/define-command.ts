import { Command, Option } from "commander";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import type { CliContext } from "./cli-context.ts";
import { type Connection, connectDaemon } from "./connect-daemon.ts";
import { exitCodesHelp } from "./exit-codes.ts";
import { createOutput, type Output } from "./output.ts";

/** What a command's work is given besides its own options and operands. */
export interface Invocation {
  readonly context: CliContext;
  readonly output: Output;
  readonly command: Command;
  /** Reads the configuration; `flags` are this command's own, by dotted key. Throws `config_invalid`. */
  config(flags?: Record<string, string | undefined>): Config;
  /** Finds the running Aperture. Throws `not_running` and its kin. */
  connect(): Promise<Connection>;
}

/** What stands behind an option; a list where it may be repeated (`repeated`). */
export type OptionValue = string | boolean | readonly string[] | undefined;
/** Options by their camel-case name, as commander reads them; operands come in order. */
export type Options = Readonly<Record<string, OptionValue>>;
export type Work = (invocation: Invocation, options: Options, operands: readonly string[]) => Promise<void>;

/** A command with what all commands share: `--json`, `--no-input`, exit codes in its help. */
export function defineCommand(context: CliContext, usage: string, summary: string, work: Work): Command {
  const [name = "", ...operands] = usage.split(" ");
  const command = new Command(name).description(summary).summary(summary);
  if (operands.length > 0) command.arguments(operands.join(" "));
  return command
    .addOption(new Option("--json", "print JSON: one value on stdout, talk as JSON lines on stderr"))
    .addOption(new Option("--no-input", "never ask anything, open no editor"))
    .addHelpText("after", exitCodesHelp)
    .action(async (...given: unknown[]) => {
      // commander calls with every declared operand, the options, and the command itself.
      const values = given.slice(0, -2).flat() as (string | undefined)[];
      const options = given.at(-2) as Options;
      const output = createOutput(context, options.json === true);
      const config = (flags: Record<string, string | undefined> = {}) =>
        loadConfig({ flags, env: context.env, warn: output.warn });
      await work(
        { context, output, command, config, connect: () => connectDaemon(config()) },
        options,
        values.filter((value) => value !== undefined),
      );
    });
}

/** The value of an option that takes one. */
export const text = (value: OptionValue): string | undefined => (typeof value === "string" ? value : undefined);

/** An option that may be given several times: `texts` reads it. */
export const repeated = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);

export const texts = (value: OptionValue): readonly string[] => (Array.isArray(value) ? value : []);
