import type { Command } from "commander";
import { Argument } from "commander";
import type { CliContext } from "../cli-context.ts";
import { type Shell, shells, writeCompletions } from "../completions/write-completions.ts";
import { defineCommand } from "../define-command.ts";

/** `aperture completions bash|zsh|fish`: the script is made from the commands themselves. */
export function completionsCommand(context: CliContext): Command {
  const command = defineCommand(
    context,
    "completions",
    "print a completion script for your shell",
    async (invocation, _, [shell]) => {
      const program = invocation.command.parent!;
      const script = writeCompletions(program, shell as Shell);
      invocation.output.data({ shell, script }, () => script);
    },
  );
  return command.addArgument(new Argument("<shell>", "your shell").choices(shells)).addHelpText(
    "after",
    `
  bash   aperture completions bash > ~/.local/share/bash-completion/completions/aperture
  zsh    aperture completions zsh > "\${fpath[1]}/_aperture"
  fish   aperture completions fish > ~/.config/fish/completions/aperture.fish`,
  );
}
