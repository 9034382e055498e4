import { Command } from "commander";
import type { CliContext } from "../cli-context.ts";

/** `aperture plugin …`: other people's stages. */
export function pluginCommand(context: CliContext): Command {
  const group = new Command("plugin").description("plugins: stages of the pipeline that others made");
  for (const command of commands(context)) group.addCommand(command);
  return group;
}

function commands(_context: CliContext): Command[] {
  return [];
}
