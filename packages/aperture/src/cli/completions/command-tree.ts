import type { Command } from "commander";

/** One command as a shell completes it: what may stand behind `path`. */
export interface CompletionNode {
  /** Words behind `aperture`, empty for the program itself. */
  readonly path: readonly string[];
  readonly words: readonly { word: string; summary: string }[];
}

/** Every command and group of the program, parents first. */
export function commandTree(program: Command, path: readonly string[] = []): CompletionNode[] {
  const shown = program.commands.filter((command) => command.name() !== "help");
  const help = program.createHelp();
  const options = help
    .visibleOptions(program)
    .flatMap((option) => (option.long ? [{ word: option.long, summary: option.description }] : []));
  const operands = program.registeredArguments.flatMap((argument) =>
    (argument.argChoices ?? []).map((word) => ({ word, summary: argument.description })),
  );
  const commands = shown.map((command) => ({ word: command.name(), summary: command.description() }));
  return [
    { path, words: [...commands, ...operands, ...options] },
    ...shown.flatMap((command) => commandTree(command, [...path, command.name()])),
  ];
}
