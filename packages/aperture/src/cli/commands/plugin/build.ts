import { relative, resolve } from "node:path";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";

/** `aperture plugin build`: a plugin's one file, made of its source. */
export const pluginBuildCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "build [folder]",
    "make the plugin's one file of its source",
    async ({ output }, _, [given]) => {
      // Imported late: the bundler is native code that no other command needs.
      const { buildPlugin } = await import("../../../author/build/build-plugin.ts");
      const started = performance.now();
      const { project, language, file, bytes } = await buildPlugin(resolve(context.cwd, given ?? "."), context.env);
      const ms = Math.round(performance.now() - started);
      const { name } = project.manifest;
      output.data(
        { name, language, file, bytes, ms },
        () => `${relative(context.cwd, file)}: ${bytes} bytes, ${ms} ms`,
      );
    },
  );
